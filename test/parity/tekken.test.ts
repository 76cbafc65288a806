// Mistral's tekken.json against the rank file that it repeats: the same ranks and pattern, behind the special tokens.
// (mistral-common hands both to tiktoken and adds the number of special tokens to every rank.)

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadTokenizer } from '@tokengraft/tokenizer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../fixtures/random.js';
import { fixtures, readJson } from './material.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tokengraft-tekken-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const seed = Number(process.env['TG_PARITY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** Tekken's own pattern. */
const pattern = String.raw`[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+`;

/** The bytes in order, then GPT-2's first tokens of several. */
function ranks(): Buffer[] {
  const { model } = readJson(fixtures, 'gpt2', 'tokenizer.json.gz') as { model: { vocab: Record<string, number> } };
  const stands = standIns();
  const words = Object.entries(model.vocab)
    .filter(([token, id]) => id >= 256 && id < 3000 && Array.from(token).every((character) => stands.has(character)))
    .sort(([, a], [, b]) => a - b)
    .map(([token]) => Buffer.from(Array.from(token, (character) => stands.get(character) ?? 0)));
  return [...Array.from({ length: 256 }, (_, byte) => Buffer.of(byte)), ...words];
}

function standIns(): Map<string, number> {
  const printable = (byte: number): boolean => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
  let next = 256;
  return new Map(
    Array.from({ length: 256 }, (_, byte) => [String.fromCodePoint(printable(byte) ? byte : next++), byte]),
  );
}

const all = ranks();
const specials = ['<unk>', '<s>', '</s>', '[INST]', '[/INST]'];

interface Changes {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly vocab?: unknown;
  readonly special_tokens?: unknown;
}

function tekken({ config, ...members }: Changes = {}): object {
  return {
    config: {
      pattern,
      num_vocab_tokens: all.length,
      default_vocab_size: all.length + 20,
      default_num_special_tokens: 20,
      version: 'v11',
      ...config,
    },
    vocab: all.map((token, rank) => ({ rank, token_bytes: token.toString('base64'), token_str: token.toString() })),
    special_tokens: specials.map((token_str, rank) => ({ rank, token_str, is_control: true })),
    image: { image_patch_size: 14, max_image_size: 1024 },
    ...members,
  };
}

let number = 0;
async function open(document: object): ReturnType<typeof loadTokenizer> {
  const file = path.join(folder, `tekken-${++number}.json`);
  await writeFile(file, JSON.stringify(document));
  return loadTokenizer(file);
}

test(`ids are those of the rank file behind the special tokens, seed ${seed} (set TG_PARITY_SEED to repeat)`, async () => {
  const rankFile = path.join(folder, 'ranks.tiktoken');
  await writeFile(rankFile, all.map((token, rank) => `${token.toString('base64')} ${rank}\n`).join(''));
  const reference = await loadTokenizer(rankFile, { pattern });
  const own = await open(tekken());
  expect(own.source.format).toBe('tekken.json');
  expect(own.size).toBe(all.length + 20);
  const draw = createRandom(seed);
  const characters = [
    ...Array.from('etaoin shrdlu  THE 0123456789.,!?/\n\r\t'),
    'é',
    'e\u0301',
    '中',
    '文',
    '한',
    'ß',
    'Σ',
    '😀',
    '’',
  ];
  for (let index = 0; index < 300; index++) {
    const text = Array.from({ length: draw(60) }, () => characters[draw(characters.length)] ?? '').join('');
    const ids = own.encode(text);
    expect({ text, ids: [...ids] }).toEqual({ text, ids: [...reference.encode(text)].map((rank) => rank + 20) });
    expect(own.decode(ids)).toBe(text);
    expect(own.count(text)).toBe(ids.length);
  }
});

describe('special tokens', () => {
  test('come first, with fillers up to their number', async () => {
    const tokenizer = await open(tekken());
    expect(tokenizer.specialTokens).toHaveLength(20);
    expect([0, 4, 5, 19].map((id) => tokenizer.idToToken(id))).toEqual([
      '<unk>',
      '[/INST]',
      '<SPECIAL_5>',
      '<SPECIAL_19>',
    ]);
    expect(tokenizer.tokenToId('</s>')).toBe(2);
  });

  test('follow the policy of the call, and none is added', async () => {
    const tokenizer = await open(tekken());
    expect([...tokenizer.encode('[INST]')]).toEqual([3]);
    expect(tokenizer.decode(tokenizer.encode('[INST]', { special: 'literal' }))).toBe('[INST]');
    expect(tokenizer.encode('[INST]', { special: 'literal' })).not.toContain(3);
    expect(tokenizer.decode([3, 85, 4], { skipSpecialTokens: true })).toBe('A');
  });

  test.each(['v3', 'v7'])('of a file of version %s without them are the usual ones', async (version) => {
    const tokenizer = await open(tekken({ special_tokens: null, config: { version } }));
    expect([1, 5, 19].map((id) => tokenizer.idToToken(id))).toEqual(['<s>', '[AVAILABLE_TOOLS]', '[TOOL_CONTENT]']);
  });
});

test('only as many tokens as default_vocab_size says are read', async () => {
  const tokenizer = await open(tekken({ config: { default_vocab_size: 20 + 256 + 10 } }));
  expect(tokenizer.size).toBe(286);
  expect(tokenizer.idToToken(286)).toBeUndefined();
});

describe('a file that lies is refused with the field', () => {
  const token = (rank: number, bytes: string): object => ({ rank, token_bytes: bytes, token_str: null });
  const vocab = (changed: object): object[] => [
    ...all.slice(0, 300).map((each, rank) => token(rank, each.toString('base64'))),
    changed,
  ];
  const short = { default_vocab_size: 20 + 301 };
  test.each<[string, object, string]>([
    ['an unknown version', tekken({ config: { version: 'v99' } }), 'config.version "v99"'],
    ['no version', tekken({ config: { version: null } }), 'config.version: expected a string'],
    ['no pattern', tekken({ config: { pattern: 5 } }), 'config.pattern: expected a string'],
    ['a pattern that is none', tekken({ config: { pattern: '(' } }), 'config.pattern'],
    [
      'more tokens announced than there are',
      tekken({ config: { default_vocab_size: 1e9 } }),
      'config.default_vocab_size is 1000000000',
    ],
    ['fewer than the bytes', tekken({ config: { default_vocab_size: 30 } }), 'leaves no room for the 256 bytes'],
    [
      'a size that is no number',
      tekken({ config: { default_vocab_size: '5' } }),
      'config.default_vocab_size: expected',
    ],
    [
      'too many special tokens',
      tekken({ config: { default_num_special_tokens: 2, default_vocab_size: 300 } }),
      '5 special tokens',
    ],
    ['a new version without special tokens', tekken({ special_tokens: null }), 'special_tokens are missing'],
    [
      'a special token out of place',
      tekken({ special_tokens: [{ rank: 3, token_str: 'x' }] }),
      'special_tokens[0].rank: expected 0, found 3',
    ],
    [
      'a special token twice',
      tekken({ special_tokens: [0, 1].map((rank) => ({ rank, token_str: 'x' })) }),
      '"x" appears twice',
    ],
    [
      'a token out of place',
      tekken({ vocab: vocab(token(7, 'YWI=')), config: short }),
      'vocab[300].rank: expected 300, found 7',
    ],
    [
      'a token that is not base64',
      tekken({ vocab: vocab(token(300, 'ab!')), config: short }),
      'vocab[300].token_bytes',
    ],
    ['an empty token', tekken({ vocab: vocab(token(300, '')), config: short }), 'vocab[300].token_bytes'],
    ['a token twice', tekken({ vocab: vocab(token(300, 'YQ==')), config: short }), '"a" appears twice'],
    [
      'bytes in another order',
      tekken({ vocab: [token(0, 'YQ==')] }),
      'vocab[0].token_bytes: the first 256 tokens must be the bytes',
    ],
    ['no vocabulary', { config: {} }, 'expected the members "config" and "vocab"'],
    ['a list of numbers for a vocabulary', tekken({ vocab: [1, 2] }), 'vocab[0]'],
  ])('%s', async (_, document, message) => {
    await expect(open(document)).rejects.toThrow(message);
  });
});
