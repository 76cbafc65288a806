// Small templates of other projects' tests, with what Python's jinja2 makes of them.

import path from 'node:path';
import { ChatTemplate, renderChat } from '@tokengraft/chat';
import { expect, test } from 'vitest';
import { fixtures, readJson } from './material.js';

interface Case {
  readonly source: string;
  readonly name?: string;
  readonly template: string;
  readonly context: Record<string, unknown>;
  readonly expected?: string;
  readonly expected_error?: string;
  readonly trim_blocks: boolean;
  readonly lstrip_blocks: boolean;
  readonly keep_trailing_newline?: boolean;
  readonly jinja2_agrees: boolean;
  readonly jinja2_says?: string;
}

const cases = readJson(fixtures, 'chat', 'syntax.json.gz') as readonly Case[];

/** Its context was recorded after the template had taken the first item away. */
const withWholeContext = (each: Case): Case =>
  each.template.includes('arr.pop(0)') ? { ...each, context: { arr: ['a', 'b', 'c'] } } : each;

function answerOf({ template, context, ...settings }: Case): string {
  const syntax = {
    trimBlocks: settings.trim_blocks,
    lstripBlocks: settings.lstrip_blocks,
    keepTrailingNewline: settings.keep_trailing_newline ?? false,
  };
  try {
    return renderChat(new ChatTemplate(template, { syntax }), { messages: [], ...context }).text;
  } catch (error) {
    const { code } = error as { code?: string };
    return code === 'template-failed' || code === 'bad-file' ? refused : String(error);
  }
}

const refused = '!!';

function expectedOf({ jinja2_agrees, jinja2_says = '', expected = refused }: Case): string {
  const said = jinja2_agrees ? expected : jinja2_says;
  if (said === 'no error') return '<generator object>';
  return said.startsWith(refused) ? refused : said;
}

test.each(
  cases.map((each, index) => [index, each.name ?? path.basename(each.source), withWholeContext(each)] as const),
)('syntax as jinja2 has it, case %i: %s', (_, __, each) => {
  expect(answerOf(each)).toBe(expectedOf(each));
});
