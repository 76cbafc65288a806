// Conversations through a template: which stop tokens are learnt, and what is cut.

import { readFileSync, writeFileSync } from 'node:fs';
import { sampleDataset, tokenizeDataset, type TokenizeOptions } from '@tokengraft/dataset';
import { beforeAll, expect, test } from 'vitest';
import { unpackGpt2 } from '../fixtures/unpack-gpt2.js';
import { scratchFolder } from '../integration/scratch.js';
import { writtenRows } from './rows.js';

const scratch = scratchFolder('dataset-templates');
const end = '<|endoftext|>';
const template = `{% for m in messages %}{{ m.role }}:\n{{ m.content }}${end}{% endfor %}{% if add_generation_prompt %}assistant:\n{% endif %}`;
let model = '';

beforeAll(async () => {
  model = await unpackGpt2(scratch());
  const file = `${model}/tokenizer_config.json`;
  const config = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...config, eos_token: end, chat_template: template }));
  const messages = ['user', 'assistant', 'user', 'assistant'].map((role, at) => ({ role, content: `${at}${end}` }));
  writeFileSync(scratch('rows.jsonl'), JSON.stringify({ messages }));
  const said = ['one two three four', 'five six seven eight', 'nine', 'ten eleven twelve'];
  const long = said.map((content, at) => ({ role: at % 2 === 0 ? 'user' : 'assistant', content }));
  writeFileSync(scratch('long.jsonl'), JSON.stringify({ messages: long }));
});

/** The rows as text, with what is learnt in brackets. */
async function shown(input: string, name: string, options: Partial<TokenizeOptions>): Promise<string[]> {
  const out = scratch(name);
  await tokenizeDataset([scratch(input)], { tokenizer: model, format: 'jsonl', out, ...options });
  const { rows } = await sampleDataset(out);
  return rows.map(({ pieces }) =>
    pieces.map(({ kind, text }) => (kind === 'supervised' ? `[${text}]` : text)).join(''),
  );
}

test.each<[NonNullable<TokenizeOptions['trainOnEos']>, string]>([
  ['all', `user:\n0${end}[${end}]assistant:\n[1${end}${end}]user:\n2${end}[${end}]assistant:\n[3${end}${end}]`],
  ['turn', `user:\n0${end}${end}assistant:\n[1${end}${end}]user:\n2${end}${end}assistant:\n[3${end}${end}]`],
  ['last', `user:\n0${end}${end}assistant:\n[1${end}]${end}user:\n2${end}${end}assistant:\n[3${end}${end}]`],
  ['none', `user:\n0${end}${end}assistant:\n[1${end}]${end}user:\n2${end}${end}assistant:\n[3${end}]${end}`],
])('%s: the template ends turns, what a message says does not', async (trainOnEos, expected) => {
  expect(await shown('rows.jsonl', trainOnEos, { trainOnEos })).toEqual([expected]);
});

const asks = (text: string): string => `user:\n${text}${end}`;
const says = (text: string): string => `assistant:\n[${text}${end}]`;

/** The whole has 30 ids, of which 12 are content. */
test.each<[string, Partial<TokenizeOptions>, string[]]>([
  ['side', { maxLength: 14 }, [`${asks('one two three four')}assistant:\n[five six]`]],
  [
    'content',
    { truncation: 'content', maxLength: 25 },
    [asks('one two three four') + says('five six seven') + asks('') + `assistant:\n${end}`],
  ],
  [
    'content-left',
    { truncation: 'content', truncationSide: 'left', maxLength: 25 },
    [asks('') + says(' six seven eight') + asks('nine') + says('ten eleven twelve')],
  ],
  [
    'keep-answer',
    { truncation: 'keep-answer', maxLength: 25 },
    [asks('') + says('five six seven eight') + asks('') + says('ten eleven twelve')],
  ],
  [
    'overflow',
    { truncation: 'overflow', maxLength: 14 },
    [
      `${asks('one two three four')}assistant:\n[five six]`,
      `${says(' seven eight')}${asks('nine')}`,
      says('ten eleven twelve'),
    ],
  ],
  [
    'overflow-stride',
    { truncation: 'overflow', maxLength: 14, stride: 1 },
    [
      `${asks('one two three four')}assistant:\n[five six]`,
      `${says(' six seven eight')}${asks('nine')}`,
      `${asks('nine')}${says('ten eleven twelve')}`,
    ],
  ],
  ['too-long', { truncation: 'content', maxLength: 8 }, []],
])('a long conversation: %s', async (name, options, expected) => {
  expect(await shown('long.jsonl', name, options)).toEqual(expected);
});

test("a template's special tokens are control tokens, whatever is said of those in text", async () => {
  const [whole] = await shown('long.jsonl', 'whole', {});
  expect(await shown('long.jsonl', 'literal', { special: 'literal' })).toEqual([whole]);
  expect(await shown('long.jsonl', 'refuse', { special: 'refuse' })).toEqual([whole]);
  const ids = async (special: 'match' | 'literal', name: string): Promise<number[]> => {
    await tokenizeDataset([scratch('rows.jsonl')], { tokenizer: model, special, format: 'jsonl', out: scratch(name) });
    return writtenRows(scratch(name))[0]?.input_ids ?? [];
  };
  expect(await ids('literal', 'literal-forged')).toEqual(await ids('match', 'match-forged'));
  expect((await ids('literal', 'literal-again')).filter((id) => id === 50256)).toHaveLength(4);
  await expect(shown('rows.jsonl', 'refused', { special: 'refuse' })).rejects.toThrow(
    'a message contains the text of a special token',
  );
});
