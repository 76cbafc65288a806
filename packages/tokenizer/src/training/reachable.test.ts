import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadTokenizer } from '../load.js';
import { nativeOf } from '../tokenizer.js';
import { findUnreachable } from './reachable.js';

/** Which of `tokens`, in hexadecimal, never come out of a byte-level tokenizer that has them and all bytes. */
async function unreachableOf(tokens: readonly string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tokengraft-reachable-'));
  try {
    const bytes = Array.from({ length: 256 }, (_, byte) => Buffer.of(byte));
    const all = [...bytes, ...tokens.map((token) => Buffer.from(token, 'hex'))];
    const lines = all.map((token, id) => `${token.toString('base64')} ${id}\n`);
    await writeFile(join(folder, 'own.tiktoken'), lines.join(''));
    const tokenizer = await loadTokenizer(join(folder, 'own.tiktoken'), { pattern: 'gpt2' });
    const candidates = tokens.map((token, index) => ({
      id: 256 + index,
      text: Buffer.from(token, 'hex').toString(),
      uses: 0,
    }));
    const found = await findUnreachable(nativeOf(tokenizer), candidates, { threads: 1 });
    return found.map((id) => tokens[id - 256] ?? '');
  } finally {
    await rm(folder, { recursive: true });
  }
}

test.each([
  ['the middle of an emoji', ['9f91']],
  ['its end', ['9180']],
  ['its beginning', ['f09f']],
  ['the end of a syllable', ['959c']],
  ['an end and a beginning', ['ed95', '9ced95']],
  ['an end and a whole character', ['ed95', 'ed959c', 'b5ed959c']],
])('parts of characters come out: %s', async (_, tokens) => {
  expect(await unreachableOf(tokens)).toEqual([]);
});

test.each([
  ['61ff', 'no text has the byte'],
  ['612062', 'it is cut in two'],
  ['c0af', 'no UTF-8'],
])('%s never comes out: %s', async (token) => {
  expect(await unreachableOf([token])).toEqual([token]);
});
