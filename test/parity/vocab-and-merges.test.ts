// GPT-2's vocab.json and merges.txt, taken out of real tokenizer.json files, against those files themselves.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadTokenizer, type Tokenizer } from '@tokengraft/tokenizer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beside, createWorkplace, fixtures, hasMaterialBeside, readJson, whySkipped } from './material.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tokengraft-vocab-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface TokenizerJson {
  readonly model: {
    readonly vocab: Readonly<Record<string, number>>;
    readonly merges: readonly (string | readonly [string, string])[];
  };
  readonly added_tokens: readonly { readonly id: number; readonly content: string }[];
}

const texts = readJson(fixtures, 'parity', 'texts.json.gz') as readonly unknown[];
const strings = texts.map((text) => (typeof text === 'string' ? text : JSON.stringify(text)));

async function writePair(
  name: string,
  { model }: TokenizerJson,
  companions: Readonly<Record<string, unknown>>,
): Promise<string> {
  const target = path.join(folder, name);
  await mkdir(target, { recursive: true });
  const merges = model.merges.map((merge) => (typeof merge === 'string' ? merge : merge.join(' ')));
  await writeFile(path.join(target, 'vocab.json'), JSON.stringify(model.vocab));
  await writeFile(path.join(target, 'merges.txt'), ['#version: 0.2', ...merges, ''].join('\n'));
  for (const [file, content] of Object.entries(companions)) {
    await writeFile(path.join(target, file), JSON.stringify(content));
  }
  return target;
}

/** What `tokenizer` makes of the texts; decoded are the ids of `reference`. */
function answersOf(tokenizer: Tokenizer, reference: Tokenizer): object {
  const specials = tokenizer.specialTokens.map(({ id, content }) => [id, content]);
  const encoded = strings.map((text) => {
    const { ids, tokens, offsets, typeIds } = tokenizer.encoding(text);
    const decoded = tokenizer.decode(reference.encode(text));
    return { text, ids: [...ids], tokens, offsets: [...offsets], typeIds: [...typeIds], decoded };
  });
  return { specials, encoded };
}

const open = async (json: TokenizerJson, name: string): Promise<Tokenizer> => {
  const file = path.join(folder, `${name}.tokenizer.json`);
  await writeFile(file, JSON.stringify(json));
  return loadTokenizer(file);
};

test.each([
  ['the folder', ''],
  ['its vocab.json', 'vocab.json'],
  ['its merges.txt', 'merges.txt'],
])('GPT-2 from %s', async (_, file) => {
  const json = readJson(fixtures, 'gpt2', 'tokenizer.json.gz') as TokenizerJson;
  const own = await loadTokenizer(path.join(await writePair('gpt2', json, {}), file));
  expect(own.source).toMatchObject({ format: 'vocab.json' });
  const reference = await open(json, 'gpt2');
  expect(answersOf(own, reference)).toEqual(answersOf(reference, reference));
});

const families = [
  ['roberta_base', { tokenizer_class: 'RobertaTokenizer' }],
  ['clip', { tokenizer_class: 'CLIPTokenizer' }],
  ['qwen2_5', { tokenizer_class: 'Qwen2Tokenizer' }],
] as const;

test.skipIf(!hasMaterialBeside).each(families)(
  `%s, whose class the configuration names${whySkipped}`,
  async (name, config) => {
    const workplace = await createWorkplace();
    const unpacked = await workplace.unpack(path.join(beside, 'tokenizers', name));
    const json = readJson(unpacked, 'tokenizer.json') as TokenizerJson;
    await workplace.clear();
    const added_tokens_decoder = Object.fromEntries(json.added_tokens.map((token) => [token.id, token]));
    const own = await loadTokenizer(
      await writePair(name, json, { 'tokenizer_config.json': { ...config, added_tokens_decoder } }),
    );
    const reference = await open(json, name);
    expect(answersOf(own, reference)).toEqual(answersOf(reference, reference));
  },
);

test('special and added tokens come from the files beside, as transformers adds them', async () => {
  const json = readJson(fixtures, 'gpt2', 'tokenizer.json.gz') as TokenizerJson;
  const source = await writePair('companions', json, {
    'added_tokens.json': { '<new>': 50258, plain_token: 50259 },
    'special_tokens_map.json': { pad_token: { content: '<pad>', lstrip: true }, additional_special_tokens: ['<new>'] },
    'tokenizer_config.json': { tokenizer_class: 'GPT2TokenizerFast', add_prefix_space: true, add_bos_token: true },
  });
  const tokenizer = await loadTokenizer(source);
  expect(tokenizer.addedTokens.map(({ id, content, special, lstrip }) => [id, content, special, lstrip])).toEqual([
    [50256, '<|endoftext|>', true, false],
    [50258, '<new>', true, false],
    [50259, 'plain_token', false, false],
    [50260, '<pad>', true, true],
  ]);
  expect([...tokenizer.encode('Hello <pad><new>')]).toEqual([50256, 18435, 50260, 50258]);
});

test.each([
  ['a class that is not known', { 'tokenizer_config.json': { tokenizer_class: 'CTRLTokenizer' } }, 'CTRLTokenizer'],
  ['an added token with another id', { 'added_tokens.json': { Hello: 7 } }, 'has the id 7'],
  [
    'a flag that is none',
    { 'tokenizer_config.json': { add_prefix_space: 'yes' } },
    'add_prefix_space: expected true or false',
  ],
  ['a token without content', { 'tokenizer_config.json': { bos_token: {} } }, 'bos_token.content: expected a string'],
  ['a list for an object', { 'special_tokens_map.json': [] }, 'expected a JSON object'],
])('%s is refused', async (name, companions, message) => {
  const json = readJson(fixtures, 'gpt2', 'tokenizer.json.gz') as TokenizerJson;
  const source = await writePair(name.replaceAll(' ', '-'), json, companions);
  await expect(loadTokenizer(source)).rejects.toThrow(message);
});
