// A stream equals the whole, for decoders of every kind, at any split.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadTokenizer, type Tokenizer } from './index.js';
import { createRandom } from '../../../test/fixtures/random.js';

const replace = { type: 'Replace', pattern: { String: '▁' }, content: ' ' };
const fallback = { type: 'ByteFallback' };
const fuse = { type: 'Fuse' };
const sequence = (...decoders: readonly object[]): object => ({ type: 'Sequence', decoders });
const strip = (start: number, stop: number): object => ({ type: 'Strip', content: ' ', start, stop });
const metaspace = { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true };

const decoders: Readonly<Record<string, object | null>> = {
  none: null,
  'byte level': { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
  'Llama 2': sequence(replace, fallback, fuse, strip(1, 0)),
  'two spaces stripped': sequence(replace, fallback, fuse, strip(2, 0)),
  Gemma: sequence(replace, fallback, fuse),
  ChatGLM: sequence(fallback, metaspace),
  Metaspace: metaspace,
  WordPiece: { type: 'WordPiece', prefix: '##', cleanup: true },
  'BPE with suffixes': { type: 'BPEDecoder', suffix: '</w>' },
  CTC: { type: 'CTC', pad_token: '<pad>', word_delimiter_token: '|', cleanup: true },
};

const tokens = [
  'a',
  '▁',
  '▁b',
  '##c',
  'd</w>',
  '<pad>',
  '|',
  '中',
  'é',
  'Ġ',
  'Ã',
  '©',
  'ä',
  '¸',
  'Ń',
  '.',
  "n't",
].concat([0x41, 0xc3, 0xa9, 0xe4, 0xb8, 0xad, 0xff].map((byte) => `<0x${byte.toString(16).toUpperCase()}>`));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stream-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function tokenizerWith(decoder: object | null): Promise<Tokenizer> {
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false };
  const specials = ['<s>', '</s>'].map((content, index) => ({ id: 100 + index, content, special: true, ...flags }));
  const document = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specials,
    normalizer: null,
    pre_tokenizer: null,
    post_processor: null,
    decoder,
    model: { type: 'WordLevel', vocab: Object.fromEntries(tokens.map((token, id) => [token, id])), unk_token: 'a' },
  };
  const file = join(folder, 'tokenizer.json');
  await writeFile(file, JSON.stringify(document));
  return loadTokenizer(file);
}

test.each(Object.keys(decoders))('%s', async (name) => {
  const tokenizer = await tokenizerWith(decoders[name] ?? null);
  for (let seed = 1; seed <= 400; seed++) {
    const random = createRandom(seed);
    const ids = Array.from({ length: random(20) }, () => (random(6) === 0 ? 99 + random(4) : random(tokens.length)));
    const options = { skipSpecialTokens: random(2) === 0 };
    const decoder = tokenizer.decoder(options);
    let text = '';
    for (let at = 0; at < ids.length;) {
      const count = random(3);
      text += count === 0 ? decoder.push(ids[at++] ?? 0) : decoder.push(ids.slice(at, (at += count)));
    }
    text += decoder.flush();
    expect({ seed, ids, options, text }).toEqual({ seed, ids, options, text: tokenizer.decode(ids, options) });
  }
});

test('a decoder begins anew after a flush', async () => {
  const tokenizer = await tokenizerWith(metaspace);
  const decoder = tokenizer.decoder();
  const [space] = [tokenizer.tokenToId('▁b') ?? 0];
  expect([decoder.push(space), decoder.push(space), decoder.flush()]).toEqual(['b', ' b', '']);
  expect(decoder.push(space)).toBe('b');
});
