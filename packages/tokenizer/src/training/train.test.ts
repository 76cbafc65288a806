import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countWords, loadTokenizer, presetNames, trainTokenizer } from '../index.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokengraft-training-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

const verses = [
  'the cat sat on the mat, and the mat was flat.',
  'cats and bats chat; the rat is fat: that is that.',
  '고양이가 매트에 앉았다. 고양이는 매트를 좋아한다.',
  "don't stop: it's 2024, and 31 cats can't be wrong!",
].join('\n');
const corpus = `${verses}\n`.repeat(20);

test('the textbook example: aaabdaaabac gives Z=aa, Y=ab, X=ZY', async () => {
  const { steps } = await trainTokenizer(await file('textbook.txt', 'aaabdaaabac'), { vocabSize: 1000 });
  expect(steps.map(({ left, right, token, count, saved }) => [left, right, token, count, saved])).toEqual([
    ['a', 'a', 'aa', 4, 2],
    ['a', 'b', 'ab', 2, 2],
    ['aa', 'ab', 'aaab', 2, 2],
  ]);
});

describe.each(presetNames)('%s', (preset) => {
  test('trains a tokenizer that loads, needs fewer tokens, and is the same for any threads, order and memory', async () => {
    const files = [await file('a.txt', corpus.slice(0, 1000)), await file('b.txt', corpus.slice(1000))];
    const options = { preset, vocabSize: preset === 't5' || preset === 'bert' ? 150 : 500 } as const;
    const trained = await trainTokenizer(files, options);
    const again = await trainTokenizer(files.toReversed(), { ...options, threads: 3, maxMemory: 1000 });
    expect(again.document).toBe(trained.document);
    const out = join(folder, preset);
    await trained.save(out);
    expect((await readdir(out)).sort()).toEqual(['tokenizer.json', 'training.json']);
    const tokenizer = await loadTokenizer(out);
    expect(tokenizer.size).toBe(trained.report.vocabSize);
    const known = 'the cat sat on the mat';
    expect(tokenizer.count(known, { addSpecialTokens: false })).toBeLessThan(known.length / 2);
    expect(tokenizer.decode(tokenizer.encode(known), { skipSpecialTokens: true })).toContain('mat');
  });
});

test.each(['gpt2', 'cl100k', 'o200k', 'llama3', 'sentencepiece'] as const)(
  '%s writes any text and reads it back',
  async (preset) => {
    const trained = await trainTokenizer(await file('small.txt', corpus), { preset, vocabSize: 400 });
    await trained.save(join(folder, `round-${preset}`));
    const tokenizer = await loadTokenizer(join(folder, `round-${preset}`));
    for (const text of [...verses.split('\n'), '👩‍👩‍👧 \t naïve\r\n', '中文', '  two  spaces ']) {
      expect(tokenizer.decode(tokenizer.encode(text), { skipSpecialTokens: true })).toBe(text);
    }
  },
);

describe('counting in parts', () => {
  test('counts of parts give the bytes of the whole', async () => {
    const parts = [await file('1.txt', corpus.slice(0, 999)), await file('2.txt', corpus.slice(999))];
    const counts = await Promise.all(
      parts.map(async (part, index) => {
        const out = join(folder, `${index}.counts`);
        await countWords(part, { preset: 'gpt2', out });
        return out;
      }),
    );
    const whole = await trainTokenizer(parts, { preset: 'gpt2', vocabSize: 400 });
    const joined = await trainTokenizer([], { preset: 'gpt2', vocabSize: 400, fromCounts: counts.toReversed() });
    expect(joined.document).toBe(whole.document);
  });

  test('counts for another cutting are refused, and so is a file that is there', async () => {
    const out = join(folder, 'gpt2.counts');
    await countWords(await file('3.txt', corpus), { preset: 'gpt2', out });
    const elsewhere = trainTokenizer([], { preset: 'llama3', vocabSize: 400, fromCounts: [out] });
    await expect(elsewhere).rejects.toMatchObject({ code: 'bad-file' });
    await expect(countWords(await file('3.txt', corpus), { preset: 'gpt2', out })).rejects.toMatchObject({
      code: 'target-exists',
    });
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('corpora', () => {
  const options = { preset: 'gpt2', vocabSize: 400 } as const;
  // "hello world\nhello there\n", by the zstd command.
  const zstandard = Buffer.from('KLUv/SQYwQAAaGVsbG8gd29ybGQKaGVsbG8gdGhlcmUKxWYHbw==', 'base64');

  test('gzip and Zstandard are unpacked, JSON records give their field', async () => {
    const text = 'hello world\nhello there\n';
    const plain = await trainTokenizer(await file('plain.txt', text), options);
    const packed = [await file('packed.gz', gzipSync(text)), await file('packed.zst', zstandard)];
    for (const path of packed) expect((await trainTokenizer(path, options)).document).toBe(plain.document);
    const records = '{"text":"hello world\\n"}\n\n{"text":"hello there\\n","n":1}\n';
    expect((await trainTokenizer(await file('records.jsonl', records), options)).document).toBe(plain.document);
    const nested = await file('nested.txt', '{"a":{"b":"hello world\\n"}}\n{"a":{"b":"hello there\\n"}}');
    const byField = await trainTokenizer([{ path: nested, field: 'a.b' }], options);
    expect(byField.document).toBe(plain.document);
  });

  test('a weight counts a file so many times', async () => {
    const path = await file('weighed.txt', corpus);
    const weighed = await trainTokenizer([{ path, weight: 3 }], options);
    expect(weighed.document).toBe((await trainTokenizer([path, path, path], options)).document);
  });

  test.each([
    ['an empty file', '', 'has no words'],
    ['bytes that are no text', Buffer.from([0x61, 0xff, 0xfe, 0x0a]), 'is no text'],
    ['gzip that is cut short', gzipSync(corpus).subarray(0, 60), 'cannot be unpacked'],
    ['Zstandard that is cut short', zstandard.subarray(0, 20), 'cannot be unpacked'],
  ])('%s is refused', async (_, content, message) => {
    const path = await file('refused.bin', content);
    const refusal = { code: 'bad-file', message: expect.stringContaining(message) as string };
    await expect(trainTokenizer(path, options)).rejects.toMatchObject(refusal);
  });

  test.each([
    ['a line that is no object', '[1]\n'],
    ['a record without the field', '{"body":"x"}\n'],
    ['a field that is no string', '{"text":5}\n'],
  ])('%s is refused by its line', async (_, content) => {
    const path = await file('wrong.jsonl', `{"text":"fine"}\n${content}`);
    const refusal = { code: 'bad-file', message: expect.stringContaining('line 2') as string };
    await expect(trainTokenizer(path, options)).rejects.toMatchObject(refusal);
  });

  test('a file that is not there, and a folder, are refused by name', async () => {
    await expect(trainTokenizer(join(folder, 'none'), options)).rejects.toMatchObject({ code: 'not-found' });
    await expect(trainTokenizer(folder, options)).rejects.toMatchObject({ code: 'bad-file' });
  });
});

describe('limits', () => {
  test('a corpus with less to learn gives a smaller vocabulary, and says so', async () => {
    const { report } = await trainTokenizer(await file('tiny.txt', 'abab'), { vocabSize: 5000 });
    expect([report.vocabSize, report.wantedVocabSize]).toEqual([258, 5000]);
  });

  test('a vocabulary smaller than its alphabet is refused', async () => {
    const path = await file('corpus.txt', corpus);
    await expect(trainTokenizer(path, { vocabSize: 100 })).rejects.toMatchObject({ code: 'bad-argument' });
    await expect(trainTokenizer(path, { preset: 'bert', vocabSize: 20 })).rejects.toMatchObject({
      code: 'bad-argument',
    });
    const limited = await trainTokenizer(path, { preset: 'bert', vocabSize: 20, limitAlphabet: 5 });
    expect(limited.report.alphabetSize).toBeLessThanOrEqual(10);
  });

  test('words longer than allowed are counted in parts, and the record says how', async () => {
    const path = await file('long.txt', 'ab'.repeat(100));
    const trained = await trainTokenizer(path, { vocabSize: 300, longestWord: 16 });
    expect(trained.report.longestWord).toBe(16);
    expect(trained.report.corpus.cut).toBe(1);
    await trained.save(join(folder, 'long'));
    const record = JSON.parse(await readFile(join(folder, 'long', 'training.json'), 'utf8')) as object;
    expect(record).toMatchObject({ longestWord: 16 });
  });

  test('tokens are no longer than allowed', async () => {
    const { steps } = await trainTokenizer(await file('c.txt', corpus), { vocabSize: 500, maxTokenLength: 4 });
    expect(Math.max(...steps.map(({ token }) => token.length))).toBeLessThanOrEqual(4);
  });

  test('an aborted training leaves nothing', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    const path = await file('c.txt', corpus);
    await expect(trainTokenizer(path, { vocabSize: 500, signal })).rejects.toThrow('enough');
    await expect(countWords(path, { signal, out: join(folder, 'aborted') })).rejects.toThrow('enough');
    expect(await readdir(folder)).not.toContain('aborted');
  });

  test.each([
    [{ vocabSize: 0 }, 'vocabSize'],
    [{ vocabSize: 300, preset: 'bert', model: 'bpe' }, 'preset'],
    [{ vocabSize: 300, specialTokens: ['a', 'a'] }, 'specialTokens'],
    [{ vocabSize: 300, vocab: 1 }, 'vocab'],
    [{ vocabSize: 300, longestWord: 1 }, 'longestWord'],
  ])('%j is a wrong call', async (options, name) => {
    await expect(trainTokenizer('x', options as never)).rejects.toThrow(TypeError);
    await expect(trainTokenizer('x', options as never)).rejects.toThrow(name);
  });
});
