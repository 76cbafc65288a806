// What tokenizers make of texts, side by side: tokens, bytes per token, tokens per word, words kept whole; per file and per
// script.

import { withCancel, type NativeTokenizer } from '@tokengraft/native';
import { readCorpus, type CorpusFile, type CorpusPart } from './corpus.js';

/** Of one tokenizer. Ratios are null where there is nothing to divide by. */
export interface TokenMeasure {
  readonly tokens: number;
  readonly bytesPerToken: number | null;
  /** Fertility. */
  readonly tokensPerWord: number | null;
  /** The share of words that are one token. */
  readonly wholeWords: number | null;
}

/** Words are runs of anything but white space. */
export interface Measured {
  readonly name: string;
  readonly bytes: number;
  readonly words: number;
  /** One a tokenizer. */
  readonly by: readonly TokenMeasure[];
}

export interface CorpusMeasure {
  readonly files: readonly Measured[];
  /** By the first letter of words; tokens are those of the words alone, so that they do not add up to the files'. */
  readonly scripts: readonly Measured[];
  readonly total: Measured;
}

export interface MeasureOptions {
  /** Bytes of each file; 0: all. */
  readonly sampleBytes: number;
  readonly threads: number;
  readonly signal: AbortSignal | undefined;
  /** Is shown the texts that are measured, and may answer with the tokens that each tokenizer makes of them. */
  readonly onTexts?: (file: string, texts: readonly string[]) => Promise<readonly number[]>;
}

export async function measureCorpus(
  tokenizers: readonly NativeTokenizer[],
  corpus: readonly CorpusFile[],
  options: MeasureOptions,
): Promise<CorpusMeasure> {
  const files: Sums[] = [];
  const scripts = new Map<string, Sums>();
  for (const file of corpus) {
    const words = new Map<string, number>();
    const sums = await measureFile(tokenizers, file, words, options);
    await measureWords(tokenizers, words, { sums, scripts, ...options });
    files.push(sums);
  }
  const total = files.reduce((all, file) => addSums(all, file), emptySums('all', tokenizers.length));
  return {
    files: files.map(toMeasured),
    scripts: [...scripts.values()].sort((a, b) => b.words - a.words || (a.name < b.name ? -1 : 1)).map(toMeasured),
    total: toMeasured(total),
  };
}

interface Sums {
  readonly name: string;
  bytes: number;
  words: number;
  readonly tokens: number[];
  readonly whole: number[];
}

function emptySums(name: string, tokenizers: number): Sums {
  const zeros = (): number[] => Array.from({ length: tokenizers }, () => 0);
  return { name, bytes: 0, words: 0, tokens: zeros(), whole: zeros() };
}

function addSums(all: Sums, { bytes, words, tokens, whole }: Sums): Sums {
  all.bytes += bytes;
  all.words += words;
  tokens.forEach((count, index) => (all.tokens[index] = (all.tokens[index] ?? 0) + count));
  whole.forEach((count, index) => (all.whole[index] = (all.whole[index] ?? 0) + count));
  return all;
}

function toMeasured({ name, bytes, words, tokens, whole }: Sums): Measured {
  const ratio = (a: number, b: number): number | null => (b === 0 ? null : a / b);
  const by = tokens.map((count, index) => ({
    tokens: count,
    bytesPerToken: ratio(bytes, count),
    tokensPerWord: ratio(count, words),
    wholeWords: ratio(whole[index] ?? 0, words),
  }));
  return { name, bytes, words, by };
}

async function measureFile(
  tokenizers: readonly NativeTokenizer[],
  file: CorpusFile,
  words: Map<string, number>,
  options: MeasureOptions,
): Promise<Sums> {
  const sums = emptySums(file.path, tokenizers.length);
  const blockBytes = options.sampleBytes === 0 ? undefined : options.sampleBytes;
  for await (const part of readCorpus(file, options.signal, blockBytes)) {
    const left = options.sampleBytes === 0 ? Infinity : options.sampleBytes - sums.bytes;
    const texts = sampleOf(textsOf(part, left), left);
    for (const text of texts) {
      sums.bytes += Buffer.byteLength(text);
      for (const word of text.match(/\S+/g) ?? []) words.set(word, (words.get(word) ?? 0) + 1);
    }
    const counts =
      (await options.onTexts?.(file.path, texts)) ?? (await countEach(tokenizers, texts, options)).map(sum);
    counts.forEach((count, index) => (sums.tokens[index] = (sums.tokens[index] ?? 0) + count));
    if (options.sampleBytes > 0 && sums.bytes >= options.sampleBytes) break;
  }
  for (const count of words.values()) sums.words += count;
  return sums;
}

/** The texts of a part; of lines no more than the sample needs is decoded. */
function textsOf(part: CorpusPart, bytes: number): readonly string[] {
  if ('texts' in part) return part.texts;
  const { buffer, byteOffset, length } = part.lines;
  const lines = Buffer.from(buffer, byteOffset, length);
  const end = lines.indexOf(newline, Math.min(bytes, length)) + 1;
  return lines.toString('utf8', 0, end === 0 ? length : end).match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

const newline = 0x0a;

/** Whole texts until there are `bytes` of them. */
function sampleOf(texts: readonly string[], bytes: number): readonly string[] {
  let left = bytes;
  const end = texts.findIndex((text) => (left -= Buffer.byteLength(text)) <= 0);
  return end < 0 ? texts : texts.slice(0, end + 1);
}

async function countEach(
  tokenizers: readonly NativeTokenizer[],
  texts: readonly string[],
  { threads, signal }: MeasureOptions,
): Promise<Float64Array[]> {
  const counts: Float64Array[] = [];
  for (const tokenizer of tokenizers) {
    counts.push(await withCancel(signal, async (cancel) => tokenizer.countBatch(texts, false, 0, threads, cancel)));
  }
  return counts;
}

function sum(numbers: Float64Array): number {
  return numbers.reduce((all, each) => all + each, 0);
}

interface WordTotals extends MeasureOptions {
  readonly sums: Sums;
  readonly scripts: Map<string, Sums>;
}

/** Each distinct word once, with the space that usually precedes it and without: the shorter way counts. */
async function measureWords(
  tokenizers: readonly NativeTokenizer[],
  words: ReadonlyMap<string, number>,
  { sums, scripts, ...options }: WordTotals,
): Promise<void> {
  const distinct = [...words.keys()];
  const bare = await countEach(tokenizers, distinct, options);
  const spaced = await countEach(
    tokenizers,
    distinct.map((word) => ` ${word}`),
    options,
  );
  distinct.forEach((word, at) => {
    const count = words.get(word) ?? 0;
    const name = scriptOf(word);
    const script = scripts.get(name) ?? emptySums(name, tokenizers.length);
    scripts.set(name, script);
    script.words += count;
    script.bytes += count * Buffer.byteLength(word);
    tokenizers.forEach((_, index) => {
      const tokens = Math.min(bare[index]?.[at] ?? 0, spaced[index]?.[at] ?? 0);
      script.tokens[index] = (script.tokens[index] ?? 0) + tokens * count;
      const whole = tokens === 1 ? count : 0;
      script.whole[index] = (script.whole[index] ?? 0) + whole;
      sums.whole[index] = (sums.whole[index] ?? 0) + whole;
    });
  });
}

const scriptNames = [
  'Latin',
  'Hangul',
  'Han',
  'Hiragana',
  'Katakana',
  'Cyrillic',
  'Greek',
  'Arabic',
  'Hebrew',
  'Devanagari',
  'Bengali',
  'Tamil',
  'Telugu',
  'Thai',
  'Georgian',
  'Armenian',
  'Ethiopic',
  'Khmer',
] as const;
const scriptPatterns = scriptNames.map((name) => ({ name, pattern: new RegExp(`^\\p{Script=${name}}`, 'u') }));

const scriptOfLetter = new Map<string, string>();

/** By the first letter; each is looked up once. */
function scriptOf(word: string): string {
  const letter = /\p{L}/u.exec(word)?.[0];
  if (letter === undefined) return /\p{N}/u.test(word) ? 'digits' : 'other signs';
  const known = scriptOfLetter.get(letter);
  if (known !== undefined) return known;
  const script = scriptPatterns.find(({ pattern }) => pattern.test(letter))?.name ?? 'other letters';
  scriptOfLetter.set(letter, script);
  return script;
}
