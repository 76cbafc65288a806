// Counts the words of corpora, file by file, and tells how far it is.

import { tmpdir } from 'node:os';
import {
  TokengraftError,
  expectArray,
  expectInteger,
  expectObject,
  expectString,
  isTokengraftError,
} from '@tokengraft/errors';
import { native, withCancel, type NativeTokenizer, type NativeWords } from '@tokengraft/native';
import { refuseUnknownOptions } from '../known-options.js';
import { corpusBytes, readCorpus, type CorpusFile, type CorpusPart } from './corpus.js';

/** A path, or a file with a weight or a field. */
export type CorpusInput = string | CorpusFile;

export type TrainingStep = 'count' | 'learn' | 'write';

export interface TrainingProgress {
  readonly step: TrainingStep;
  /** Bytes of the files, where the step counts. */
  readonly done: number;
  readonly total: number;
}

/** How words are counted. */
export interface CountSettings {
  /** In bytes: longer words (of scripts without spaces, of binary files) are counted in parts. Default 1024. */
  readonly longestWord?: number;
  /**
   * Bytes that the process may take, some 100 MB of its own among them; a table of words that needs more goes to disk. Where
   * the distinct words do not fit for merging, training fails with `limit`. Default: no limit.
   */
  readonly maxMemory?: number;
  /** Where that is. Default: the system's folder for temporary files. */
  readonly temporaryFolder?: string;
  /** 0 = all cores. Default 0. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TrainingProgress) => void;
}

export const countSettingNames = [
  'longestWord',
  'maxMemory',
  'temporaryFolder',
  'threads',
  'signal',
  'onProgress',
] as const;

/** What of `options` is about counting. */
export function pickCountSettings(options: CountSettings): CountSettings {
  return Object.fromEntries(
    countSettingNames.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
  );
}

export const defaultLongestWord = 1024;

/** The words that `cutter` cuts `corpus` into. `wordMark` begins words inside its pieces. */
export async function countCorpus(
  cutter: NativeTokenizer,
  corpus: readonly CorpusFile[],
  settings: CountSettings & { readonly wordMark: string },
): Promise<NativeWords> {
  const words = openWords(cutter, settings);
  const { threads = 0, signal, onProgress = () => undefined } = settings;
  const total = await corpusBytes(corpus);
  let before = 0;
  for (const file of corpus) {
    let read = 0;
    for await (const part of readCorpus(file, signal)) {
      await addPart(words, part, { file, threads, signal });
      read = part.read;
      onProgress({ step: 'count', done: before + read, total });
    }
    before += read;
  }
  return words;
}

/** An empty table of words. */
export function openWords(
  cutter: NativeTokenizer,
  settings: CountSettings & { readonly wordMark: string },
): NativeWords {
  const { longestWord = defaultLongestWord, maxMemory = 0, temporaryFolder = tmpdir(), wordMark } = settings;
  return new (native().Words)(cutter, {
    longestWord: expectInteger('options.longestWord', longestWord, 4, 65_535),
    memoryBudget: budgetOfTables(expectInteger('options.maxMemory', maxMemory, 0)),
    spillFolder: temporaryFolder,
    wordMark,
  });
}

/** What reading, lists of one merge, and memory between tables take besides: measured on 1 GB. */
const buffersBytes = 64 * 2 ** 20;
/** Where the bound is below what the process takes already. */
const leastBudget = 16 * 2 ** 20;

/** Bytes for native tables, of those for the whole process; 0: any. */
function budgetOfTables(maxMemory: number): number {
  const left = maxMemory - process.memoryUsage.rss() - buffersBytes;
  return Math.max(left, Math.min(maxMemory, leastBudget));
}

interface PartOptions {
  readonly file: CorpusFile;
  readonly threads: number;
  readonly signal: AbortSignal | undefined;
}

async function addPart(words: NativeWords, part: CorpusPart, { file, threads, signal }: PartOptions): Promise<void> {
  const weight = file.weight ?? 1;
  try {
    await withCancel(signal, async (cancel) =>
      'lines' in part
        ? words.addLines(part.lines, weight, threads, cancel)
        : words.addTexts(part.texts, weight, threads, cancel),
    );
  } catch (error) {
    throw namingFile(error, file.path);
  }
}

/** Native code knows bytes, not files. */
function namingFile(error: unknown, path: string): unknown {
  if (!isTokengraftError(error) || error.code !== 'bad-file') return error;
  const message = `${path} is no text: ${error.message} of a block; convert it to UTF-8, or leave it out`;
  return new TokengraftError('bad-file', message, { file: path }, { cause: error });
}

/** Corpora as files; refuses a weight that is no whole number. */
export function expectCorpus(corpus: unknown): readonly CorpusFile[] {
  const inputs = typeof corpus === 'string' ? [corpus] : expectArray('corpus', corpus);
  return inputs.map((input, index) => (typeof input === 'string' ? { path: input } : expectFile(index, input)));
}

function expectFile(index: number, input: unknown): CorpusFile {
  const name = `corpus[${index}]`;
  refuseUnknownOptions(input, ['path', 'weight', 'field'], name);
  const { path, weight, field } = expectObject(name, input);
  return {
    path: expectString(`${name}.path`, path),
    weight: weight === undefined ? 1 : expectInteger(`${name}.weight`, weight, 1, 1_000_000),
    ...(field === undefined ? {} : { field: expectString(`${name}.field`, field) }),
  };
}
