import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unpackGpt2 } from '../../../../test/fixtures/unpack-gpt2.js';
import { createRandom } from '../../../../test/fixtures/random.js';
import { compareTokenizers, learnTokens, loadTokenizer, trainTokenizer, type Tokenizer } from '../index.js';

let folder: string;
let gpt2: Tokenizer;
let sentencepiece: Tokenizer;
let ranks: Tokenizer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokengraft-learning-'));
  gpt2 = await loadTokenizer(await unpackGpt2(folder));
  const general = await file('general.txt', 'the sign of the patient is the heart of the matter\n'.repeat(20));
  const trained = await trainTokenizer(general, { preset: 'sentencepiece', vocabSize: 330 });
  await trained.save(join(folder, 'sentencepiece'));
  sentencepiece = await loadTokenizer(join(folder, 'sentencepiece'));
  const lines = Array.from({ length: 256 }, (_, byte) => `${Buffer.of(byte).toString('base64')} ${byte}\n`);
  await writeFile(join(folder, 'own.tiktoken'), lines.join(''));
  ranks = await loadTokenizer(join(folder, 'own.tiktoken'), { pattern: 'gpt2', specialTokens: { '<|end|>': 300 } });
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

const notes = Array.from({ length: 60 }, (_, index) =>
  [
    `Electrocardiography of patient ${index}: sinus tachycardia, no myocardial infarction.`,
    `심전도 소견: 동성 빈맥이며 심근경색은 없다. (${index})`,
    'Echocardiography shows tachycardiomyopathy; electrocardiography again tomorrow.',
  ].join('\n'),
).join('\n');

const kinds = { gpt2: () => gpt2, sentencepiece: () => sentencepiece, ranks: () => ranks } as const;
const outs = { gpt2: 'learnt-gpt2', sentencepiece: 'learnt-sentencepiece', ranks: 'learnt.tiktoken' } as const;

async function reload(kind: keyof typeof kinds): Promise<Tokenizer> {
  const path = join(folder, outs[kind]);
  return kind === 'ranks'
    ? loadTokenizer(path, { pattern: 'gpt2', specialTokens: { '<|end|>': 300 } })
    : loadTokenizer(path);
}

describe.each(['gpt2', 'sentencepiece', 'ranks'] as const)('on %s', (kind) => {
  test('new tokens follow the old ids, and no text gets longer or changes otherwise', async () => {
    const old = kinds[kind]();
    const learned = await learnTokens(old, await file('notes.txt', notes), { add: 60 });
    expect(learned.report).toMatchObject({ added: 60, firstId: old.idBound, check: { changedOutsideNewTokens: 0 } });
    await learned.save(join(folder, outs[kind]), { force: true });
    const young = await reload(kind);
    for (let id = 0; id < old.idBound; id++) expect(young.idToToken(id)).toBe(old.idToToken(id));
    const random = createRandom(11);
    for (let round = 0; round < 200; round++) {
      const text = randomText(random);
      const [before, after] = [old.encode(text), young.encode(text)];
      expect(after.length, `seed 11, ${JSON.stringify(text)}`).toBeLessThanOrEqual(before.length);
      expect(young.decode(after)).toBe(old.decode(before));
      expect(expand(after, learned.report.newTokens, old), `seed 11, ${JSON.stringify(text)}`).toEqual([...before]);
    }
    expect(learned.report.tokens.after).toBeLessThan(learned.report.tokens.before);
  });

  test('every new token comes out of some text', async () => {
    const learned = await learnTokens(kinds[kind](), await file('notes.txt', notes), { add: 120 });
    await learned.save(join(folder, outs[kind]), { force: true });
    const young = await reload(kind);
    const seen = new Set(notes.split('\n').flatMap((line) => [...young.encode(line)]));
    const missing = learned.report.newTokens.filter(
      ({ id, text }) => !seen.has(id) && !young.encode(text).includes(id) && !young.encode(`\n${text}`).includes(id),
    );
    expect(missing.filter(({ text }) => !text.includes('\ufffd'))).toEqual([]);
  });
});

/** New ids written out in the old ones. */
function expand(
  ids: Uint32Array,
  tokens: readonly { id: number; parts: readonly number[]; text: string }[],
  old: Tokenizer,
): number[] {
  const known = new Map(tokens.map((token) => [token.id, token]));
  const of = (id: number): number[] => {
    const token = known.get(id);
    if (token === undefined) return [id];
    if (token.parts.length > 0) return token.parts.flatMap(of);
    return Array.from(Buffer.from(token.text), (byte) => {
      const name = `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
      return old.tokenToId(name) ?? -1;
    });
  };
  return [...ids].flatMap(of);
}

function randomText(random: (below: number) => number): string {
  const words = [...notes.split(/(\s+)/).slice(0, 60), '심근', 'card', '👩‍👩‍👧', '\u0301', ' ', '\n', 'x'];
  return Array.from({ length: 1 + random(12) }, () => {
    const word = words[random(words.length)] ?? '';
    return random(3) === 0 ? word.slice(random(word.length + 1)) : word;
  }).join('');
}

test('a tokenizer.json is edited: what is not vocabulary or merges keeps its bytes', async () => {
  const { bytes } = await learnTokens(gpt2, await file('notes.txt', notes), { add: 5 });
  const [before, after] = [await readFile(gpt2.source.file, 'utf8'), Buffer.from(bytes).toString()];
  const at = before.indexOf('"vocab"');
  expect(after.slice(0, at)).toBe(before.slice(0, at));
  expect(JSON.parse(after)).toMatchObject({
    added_tokens: (JSON.parse(before) as { added_tokens: unknown }).added_tokens,
  });
});

test('forced words become tokens, excluded ones do not', async () => {
  const path = await file('notes.txt', notes);
  const learned = await learnTokens(gpt2, path, {
    add: 40,
    forced: [' zymurgy', 'two words'],
    excluded: ['tachycardia'],
  });
  await learned.save(join(folder, 'forced'));
  const young = await loadTokenizer(join(folder, 'forced'));
  expect(young.encode(' zymurgy')).toHaveLength(1);
  expect(learned.report.unforced).toEqual(['two words']);
  expect(learned.report.newTokens.map(({ text }) => text)).not.toContain(' tachycardia');
});

test('the curve falls, ends at the corpus that encoding finds, and is in words', async () => {
  const { report, save } = await learnTokens(gpt2, await file('notes.txt', notes), { add: 60, sampleBytes: 0 });
  await save(join(folder, 'curve'));
  const tokens = report.curve.map((point) => point.tokens);
  expect(tokens).toEqual(tokens.toSorted((a, b) => b - a));
  const lines = notes.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const counts = await (await loadTokenizer(join(folder, 'curve'))).countBatch(lines);
  expect(tokens.at(-1)).toBe(counts.reduce((sum, count) => sum + count, 0));
  expect(report.check.tokensAfter).toBe(tokens.at(-1));
  expect(report.curve[0]?.tokensPerWord).toBeCloseTo((tokens[0] ?? 0) / (notes.match(/\S+/g)?.length ?? 1));
});

test('learning reaches over words where asked, and only where the tokenizer lets it', async () => {
  const path = await file('notes.txt', notes);
  const { report } = await learnTokens(sentencepiece, path, { add: 150, wordBoundary: 'cross' });
  expect(report.newTokens.some(({ token }) => /.▁/.test(token))).toBe(true);
  const never = await learnTokens(sentencepiece, path, { add: 150 });
  expect(never.report.newTokens.some(({ token }) => /.▁/.test(token))).toBe(false);
  await expect(learnTokens(gpt2, path, { add: 5, wordBoundary: 'cross' })).rejects.toMatchObject({
    code: 'unsupported',
  });
});

test('more tokens than there are to learn: fewer, and the report says so', async () => {
  const { report } = await learnTokens(gpt2, await file('few.txt', 'zyxzyx zyxzyx'), { add: 500 });
  expect(report.wanted).toBe(500);
  expect(report.added).toBeLessThan(10);
});

test('what cannot learn is refused by name', async () => {
  const path = await file('notes.txt', notes);
  const pieces = await trainTokenizer(path, { preset: 'bert', vocabSize: 200 });
  await pieces.save(join(folder, 'bert'));
  const bert = await loadTokenizer(join(folder, 'bert'));
  await expect(learnTokens(bert, path, { add: 5 })).rejects.toMatchObject({ code: 'unsupported' });
  const changed = gpt2.clone();
  changed.addTokens(['MyNewToken_1']);
  await expect(learnTokens(changed, path, { add: 5 })).rejects.toMatchObject({ code: 'bad-argument' });
  await expect(learnTokens(gpt2, await file('empty.txt', ''), { add: 5 })).rejects.toMatchObject({ code: 'bad-file' });
  await expect(learnTokens(gpt2, path, { add: -1 })).rejects.toThrow(TypeError);
});

test('added tokens change their neighbours, learnt ones do not: the comparison tells them apart', async () => {
  const path = await file('notes.txt', notes);
  const added = gpt2.clone();
  added.addTokens(['card', 'tachy']);
  const first = await compareTokenizers(gpt2, added, path);
  expect(first.differentOutsideNewTokens).toBeGreaterThan(0);
  expect(first.examples[0]?.why).toMatch(/neighbours|no token of it is new/);
  const learned = await learnTokens(gpt2, path, { add: 50 });
  await learned.save(join(folder, 'compared'));
  const second = await compareTokenizers(gpt2, await loadTokenizer(join(folder, 'compared')), path);
  expect(second).toMatchObject({ differentOutsideNewTokens: 0, vocabulary: { onlyInA: 0, onlyInB: 50, moved: 0 } });
  const saved = second.newTokens.reduce((sum, token) => sum + token.saved, 0);
  const [a, b] = second.measured.total.by;
  expect((a?.tokens ?? 0) - (b?.tokens ?? 0)).toBe(saved);
  expect(second.measured.scripts.map(({ name }) => name)).toContain('Hangul');
  const same = await compareTokenizers(gpt2, gpt2, path);
  expect([same.different, same.examples]).toEqual([0, []]);
});
