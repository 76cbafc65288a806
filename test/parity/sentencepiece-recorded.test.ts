// The shipped SentencePiece models against recorded answers, where Debian's library is not at hand.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { loadTokenizer } from '@tokengraft/tokenizer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixtures, readJson } from './material.js';

interface Recorded {
  readonly texts: readonly string[];
  readonly ids: readonly (readonly number[])[];
  readonly models: Readonly<
    Record<
      string,
      {
        readonly size: number;
        readonly encoded: readonly {
          readonly pieces: readonly (readonly [id: number, begin: number, end: number])[];
          readonly text: string;
        }[];
        readonly decoded: readonly string[];
      }
    >
  >;
}

const { texts, ids, models } = readJson(fixtures, 'sentencepiece', 'answers.json.gz') as Recorded;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tokengraft-sentencepiece-recorded-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(Object.entries(models))('the %s model', (name, answers) => {
  const open = async () => {
    const file = path.join(folder, `${name}.model`);
    await writeFile(file, gunzipSync(await readFile(path.join(fixtures, 'sentencepiece', `${name}.model.gz`))));
    return loadTokenizer(file);
  };

  test('has the recorded size', async () => {
    expect((await open()).size).toBe(answers.size);
  });

  test('encodes every text as recorded', async () => {
    const tokenizer = await open();
    for (const [index, text] of texts.entries()) {
      const { pieces, text: decoded } = answers.encoded[index] ?? { pieces: [], text: '' };
      const { ids: own, offsets } = tokenizer.encoding(text, { offsets: 'codepoint' });
      const places = Array.from(own, (id, at) => [id, offsets[2 * at], offsets[2 * at + 1]]);
      expect({ text, places }).toEqual({ text, places: pieces });
      expect(tokenizer.count(text)).toBe(pieces.length);
      expect(tokenizer.decode(own)).toBe(decoded);
    }
  });

  test('decodes ids as recorded', async () => {
    const tokenizer = await open();
    expect(ids.map((list) => tokenizer.decode(list))).toEqual(answers.decoded);
  });
});
