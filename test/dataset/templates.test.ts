// Which stop tokens of a conversation are learnt when it goes through a template.

import { readFileSync, writeFileSync } from 'node:fs';
import { sampleDataset, tokenizeDataset, type TokenizeOptions } from '@tokengraft/dataset';
import { beforeAll, expect, test } from 'vitest';
import { unpackGpt2 } from '../fixtures/unpack-gpt2.js';
import { scratchFolder } from '../integration/scratch.js';

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
});

test.each<[NonNullable<TokenizeOptions['trainOnEos']>, string]>([
  ['all', `user:\n0${end}[${end}]assistant:\n[1${end}${end}]user:\n2${end}[${end}]assistant:\n[3${end}${end}]`],
  ['turn', `user:\n0${end}${end}assistant:\n[1${end}${end}]user:\n2${end}${end}assistant:\n[3${end}${end}]`],
  ['last', `user:\n0${end}${end}assistant:\n[1${end}]${end}user:\n2${end}${end}assistant:\n[3${end}${end}]`],
  ['none', `user:\n0${end}${end}assistant:\n[1${end}]${end}user:\n2${end}${end}assistant:\n[3${end}]${end}`],
])('%s: the template ends turns, what a message says does not', async (trainOnEos, expected) => {
  const out = scratch(trainOnEos);
  await tokenizeDataset([scratch('rows.jsonl')], { tokenizer: model, trainOnEos, format: 'jsonl', out });
  const { rows } = await sampleDataset(out);
  const shown = rows[0]?.pieces.map(({ kind, text }) => (kind === 'supervised' ? `[${text}]` : text)).join('');
  expect(shown).toBe(expected);
});
