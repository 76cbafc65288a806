// Every real template with random chats, tools and variables, and random small templates, against Debian's python3-jinja2 as
// transformers sets it up. Skipped, and said so, where it is missing.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ChatTemplate, Float, renderChat } from '@tokengraft/chat';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../fixtures/random.js';
import { beside, fixtures, hasMaterialBeside } from './material.js';
import { randomTemplate } from './random-template.js';

const seed = Number(process.env['TG_PARITY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const python = '/usr/bin/python3';
const isThere = spawnSync(python, ['-c', 'import jinja2']).status === 0;
const whySkipped = isThere
  ? `seed ${seed}, set TG_PARITY_SEED to repeat`
  : 'skipped: Debian’s python3-jinja2 is not installed';

type Variables = Readonly<Record<string, unknown>>;

interface Question {
  readonly template: string;
  readonly variables: Variables;
}

interface Answer {
  readonly text?: string;
  readonly error?: string;
  readonly message?: string;
}

/** Floats are written so that Python reads floats. */
function toJson(value: unknown): string {
  if (value instanceof Float) return Number.isInteger(value.value) ? value.value.toFixed(1) : String(value.value);
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`;
  if (typeof value !== 'object' || value === null)
    return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
  const members = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{${members.map(([key, each]) => `${JSON.stringify(key)}:${toJson(each)}`).join(',')}}`;
}

function askPython(questions: readonly Question[]): Answer[] {
  const input = questions.map((question) => `${toJson(question)}\n`).join('');
  const script = path.join(fixtures, 'chat', 'oracle.py');
  const { stdout, stderr } = spawnSync(python, [script], { input, encoding: 'utf8', maxBuffer: 2 ** 30 });
  const lines = stdout.trim().split('\n');
  if (lines.length !== questions.length) throw new Error(`the oracle answered ${lines.length} times: ${stderr}`);
  return lines.map((line) => JSON.parse(line) as Answer);
}

function answer({ template, variables }: Question): Answer {
  try {
    const input = { messages: [], ...variables };
    return { text: renderChat(new ChatTemplate(template), input, { now: '2025-07-10T12:00:00' }).text };
  } catch (error) {
    const { details, message } = error as { details?: { exception?: string; message?: string }; message: string };
    return { error: details?.exception ?? 'other', message: details?.message ?? message };
  }
}

/** Texts must be equal; of errors, that there is one: which comes first may differ. */
const shown = ({ text, error }: Answer): string => (error === undefined ? `text: ${text ?? ''}` : 'an error');

/** A Markup in Python escapes what it is joined with, and prints itself by that name: not repeated, and said in the README. */
function meetsMarkup(template: string, { text = '' }: Answer): boolean {
  const makes = /safe|\|\s*(?:force)?e(?:scape)?\b/.test(template);
  return makes && (template.includes('safe') || text.includes('Markup(') || /[+%]|join|format|replace/.test(template));
}

/** The first questions that are answered otherwise. */
function differences(questions: readonly Question[]): string[] {
  const reference = askPython(questions);
  return questions
    .map((question, index) => {
      const [ours, theirs] = [answer(question), reference[index] ?? {}];
      // jinja2 computes constants beforehand, by other rules: `{{ (1)[1:] }}` is empty there, `{{ x[1:] }}` an error.
      const folded = /is not subscriptable|unhashable type: 'slice'/.test(ours.message ?? '');
      const same = shown(ours) === shown(theirs) || folded || meetsMarkup(question.template, theirs);
      return same
        ? ''
        : [shown(theirs), `${shown(ours)} ${ours.message ?? ''}`, question.template, toJson(question.variables)].join(
            '\n---\n',
          );
    })
    .filter((difference) => difference !== '')
    .slice(0, 5);
}

/** Of random templates; more with TG_CHAT_TEMPLATES. */
const count = Number(process.env['TG_CHAT_TEMPLATES'] ?? 400);
const random = createRandom(seed);
function pick<T>(items: readonly T[]): T {
  const [item] = items.slice(random(items.length));
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

const fragments = [
  'hello',
  ' ',
  '\n',
  '\n\n',
  '\t',
  '😀',
  'é',
  'ß',
  'İ',
  '日本語',
  '\u00a0',
  '\u2028',
  '\ufeff',
  '\u0085',
  '\u200b',
  '"',
  "'",
  '\\',
  '{',
  '}',
  '{{',
  '%}',
  '<think>',
  '</think>',
  '<tool_call>',
  '<|im_end|>',
  '[INST]',
  '</s>',
  '{"a": 1}',
  '12',
  '.',
  ',',
  '<',
  '&',
];

const text = (): string => Array.from({ length: random(9) }, () => pick(fragments)).join('');

const value = (depth: number): unknown => {
  const kind = random(depth > 2 ? 6 : 8);
  if (kind === 0) return null;
  if (kind === 1) return random(2) === 0;
  if (kind === 2) return random(2000) - 1000;
  if (kind === 3) return new Float(pick([0, 1, -2.5, 1e16, 1e-7, 0.1, 123456.789, 1e22]));
  if (kind <= 5) return text();
  if (kind === 6) return Array.from({ length: random(3) }, () => value(depth + 1));
  return Object.fromEntries(
    Array.from({ length: random(3) }, () => [pick(['a', 'b', 'key', 'été', 'type']), value(depth + 1)]),
  );
};

const parameter = (): unknown => ({
  type: pick(['string', 'number', 'boolean', 'object', 'array', ['string', 'null']]),
  description: text(),
  ...(random(3) === 0 ? { enum: [text(), text()] } : {}),
  ...(random(4) === 0 ? { default: value(2) } : {}),
  ...(random(4) === 0 ? { properties: { inner: { type: 'string' } }, items: { type: 'integer' } } : {}),
});

const tool = (): unknown => ({
  type: 'function',
  function: {
    name: pick(['get_weather', 'add', 'search']),
    description: text(),
    parameters: {
      type: 'object',
      properties: Object.fromEntries(Array.from({ length: random(3) }, (_, index) => [`p${index}`, parameter()])),
      required: random(2) === 0 ? ['p0'] : [],
    },
  },
});

const call = (): unknown => ({
  ...(random(4) === 0 ? {} : { id: `call${random(9)}23456`.slice(0, 9) }),
  type: 'function',
  function: { name: 'get_weather', arguments: random(3) === 0 ? '{"a": 1}' : { city: text(), n: value(2) } },
});

const content = (): unknown => {
  const kind = random(12);
  if (kind === 0) return null;
  if (kind === 1) return [{ type: 'text', text: text() }];
  if (kind === 2) return [{ type: 'text', text: text() }, { type: 'image' }, { type: 'text', text: text() }];
  return text();
};

function messages(): unknown[] {
  const list: unknown[] = random(2) === 0 ? [{ role: 'system', content: text() }] : [];
  for (let turn = random(4); turn >= 0; --turn) {
    list.push({ role: random(20) === 0 ? 'assistant' : 'user', content: content() });
    if (random(4) === 0) {
      list.push({ role: 'assistant', content: pick(['', null, text()]), tool_calls: [call()] });
      list.push({ role: 'tool', name: 'get_weather', tool_call_id: 'call12345', content: text() });
    }
    if (turn > 0 || random(2) === 0) {
      list.push({ role: 'assistant', content: content(), ...(random(4) === 0 ? { reasoning_content: text() } : {}) });
    }
  }
  return list;
}

const variables = (): Variables => ({
  messages: messages(),
  bos_token: '<s>',
  eos_token: '</s>',
  ...(random(2) === 0 ? { add_generation_prompt: random(2) === 0 } : {}),
  ...(random(3) === 0 ? { tools: [tool(), tool()] } : {}),
  ...(random(8) === 0 ? { tools: null, documents: [{ title: text(), text: text(), doc_id: random(9) }] } : {}),
  ...(random(4) === 0 ? { enable_thinking: random(2) === 0 } : {}),
  ...(random(8) === 0 ? { builtin_tools: ['code_interpreter'], date_string: '1 Jan 2025' } : {}),
});

const folder = path.join(beside, 'templates', 'jinja');
const files = hasMaterialBeside ? readdirSync(folder) : [];

const awkward = [
  ...fragments,
  ...'- -- --- well-known x-1-y a-b-c ( ) > & ! ; www.x.org x.com foo@bar.com mailto:me@x.yz ftp://q xn--a _ ½ Ⅷ ١٢'.split(
    ' ',
  ),
  ...'http://example.com https://a.b/c?d=(e) (http://a.com) <http://b.net> http://127.0.0.1:80/ http://[::1:2]'.split(
    ' ',
  ),
  ...'<!-- --> <!--> </b> <b &amp; &notit; &eacute &#150; &#x1f600; &#0; &ampx; &NotEqualTilde;'.split(' '),
  '\u001c',
  'averyveryverylongwordthatgoesonandon',
];
const words = (): string =>
  Array.from({ length: random(30) }, () => pick(awkward) + (random(3) === 0 ? '' : ' ')).join('');

const textFilters = (): string =>
  pick([
    `s | wordwrap(${random(30)})`,
    `s | wordwrap(${random(12)}, false)`,
    `s | wordwrap(wrapstring='<br>', width=${random(12)}, break_on_hyphens=false)`,
    's | urlize',
    's | striptags',
    `s | urlize(${random(20)}, true, target='_blank', rel='me a')`,
    "s | urlize(extra_schemes=['ftp:', 'x.com'])",
    "s | urlize(extra_schemes=['ftp:', 'tel://'])",
    'x | pprint',
    '[x, s, (x,)] | pprint',
    "{'b': (x, 1), 'a': s, 3: [x]} | pprint",
    'x | xmlattr',
    "{'class': s, 'n': none, 'id': 1.5} | xmlattr(false)",
  ]);

/** Python compiles a template in ten milliseconds, and neighbours may take the cores away. */
const patience = 600_000;

describe.skipIf(!isThere)(`live against jinja2 (${whySkipped})`, () => {
  test.skipIf(files.length === 0)(
    'every template, with random chats',
    () => {
      const questions = files.flatMap((file) => {
        const template = readFileSync(path.join(folder, file), 'utf8');
        return Array.from({ length: 8 }, () => ({ template, variables: variables() }));
      });
      expect(differences(questions)).toEqual([]);
    },
    patience,
  );

  test(
    'filters on texts that are unkind to them',
    () => {
      const questions = Array.from({ length: 1000 }, () => ({
        template: `{{ ${textFilters()} }}`,
        variables: { s: words(), x: random(3) === 0 ? words() : value(0) },
      }));
      expect(differences(questions)).toEqual([]);
    },
    patience,
  );

  test(
    'random templates, with random values',
    () => {
      const questions = Array.from({ length: count }, () => ({
        template: randomTemplate(random),
        variables: {
          messages: messages(),
          x: value(0),
          y: value(0),
          z: value(0),
          s: text(),
          l: [value(1), value(1), value(1)],
        },
      }));
      expect(differences(questions)).toEqual([]);
    },
    patience,
  );
});
