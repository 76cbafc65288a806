// Real chat templates against recorded renderings by Python's jinja2 and by other projects.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ChatTemplate, renderChat, type ChatInput } from '@tokengraft/chat';
import { describe, expect, test } from 'vitest';
import { beside, hasMaterialBeside, readJson, whySkipped } from './material.js';

const folder = path.join(beside, 'templates');
const specialTokens = { bos_token: '<s>', eos_token: '</s>' };

interface Rendering {
  readonly template_file: string;
  readonly conversation: string;
  readonly add_generation_prompt: boolean;
  readonly expected?: string;
  readonly message?: string;
  readonly assistant_spans?: readonly (readonly [number, number])[];
  readonly python_markup_escape?: boolean;
}

interface Recorded {
  readonly conversations: Readonly<Record<string, ChatInput>>;
  readonly cases: readonly Rendering[];
}

const recorded = hasMaterialBeside
  ? (readJson(folder, 'cases', 'jinja2_renderings.json.gz') as Recorded)
  : { conversations: {}, cases: [] };

const files = [...new Set(recorded.cases.map((each) => each.template_file))];
const load = (file: string): ChatTemplate =>
  new ChatTemplate(readFileSync(path.join(folder, 'jinja', file), 'utf8'), { specialTokens });

interface Answer {
  readonly text?: string;
  readonly error?: string;
  /** What stands inside {% generation %}. */
  readonly generated?: string;
}

function answerTo({ conversation, add_generation_prompt }: Rendering, template: ChatTemplate): Answer {
  const input = { messages: [], ...recorded.conversations[conversation], add_generation_prompt };
  try {
    const { text, spans } = renderChat(template, input, { now: '2025-07-10T12:00:00Z' });
    expect(spans.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
    const generated = spans.filter((span) => span.generated === true).map(({ start, end }) => text.slice(start, end));
    return { text, generated: generated.join('') };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

function expectedOf({ expected, message, assistant_spans: spans = [] }: Rendering): Answer {
  if (expected === undefined) return { error: message ?? '' };
  const characters = Array.from(expected);
  return { text: expected, generated: spans.map(([from, to]) => characters.slice(from, to).join('')).join('') };
}

/** jinja2 says its own errors as they are, Python's with their type. */
const ownErrors = new Set(['TemplateError', 'UndefinedError', 'SecurityError']);

function messageOf(error: unknown): string {
  const { exception, message } = (error as { details: { exception: string; message: string } }).details;
  return ownErrors.has(exception) ? message : `${exception}: ${message}`;
}

describe.skipIf(!hasMaterialBeside)(`recorded renderings${whySkipped}`, () => {
  test.each(files)('%s', (file) => {
    const template = load(file);
    const cases = recorded.cases.filter((each) => each.template_file === file && each.python_markup_escape !== true);
    expect(cases.map((each) => answerTo(each, template))).toEqual(cases.map(expectedOf));
  });
});

interface ThirdParty {
  readonly name: string;
  readonly template?: string;
  readonly template_file?: string;
  readonly context: ChatInput;
  readonly expected: string;
  readonly jinja2_agrees: boolean;
  readonly jinja2_says?: string;
}

const thirdParty = hasMaterialBeside
  ? (readJson(folder, 'cases', 'thirdparty_renderings.json') as readonly ThirdParty[])
  : [];

function answerOf({ template, template_file, context }: ThirdParty): string {
  const source = template ?? readFileSync(path.join(folder, 'jinja', template_file ?? ''), 'utf8');
  try {
    return renderChat(new ChatTemplate(source), context, { now: '2025-07-10T12:00:00Z' }).text;
  } catch (error) {
    return `!!TemplateError: ${messageOf(error)}`;
  }
}

describe.skipIf(!hasMaterialBeside)(`renderings of other projects${whySkipped}`, () => {
  test.each(thirdParty.map((each) => [each.name, each] as const))('%s', (_, each) => {
    expect(answerOf(each)).toBe(each.jinja2_agrees ? each.expected : each.jinja2_says);
  });
});
