// The options that name a corpus and the way it is counted, shared by the commands that learn from text.

import type { CorpusFile, TrainingProgress } from '@tokengraft/tokenizer';
import type { OptionTable } from './arguments/option-table.js';
import { UsageError } from './arguments/usage-error.js';
import type { Context } from './command.js';

export const corpusOptions = {
  field: {
    kind: 'text',
    value: 'NAME',
    summary: 'lines are JSON objects, this member is the text',
  },
  weight: { kind: 'texts', value: 'FILE=N', summary: 'count every occurrence in FILE so many times' },
  'max-memory': {
    kind: 'text',
    value: 'SIZE',
    summary: 'of the process; words that need more go to disk: 2G',
  },
  'temporary-folder': { kind: 'text', value: 'DIR', summary: "where that is (default: the system's)" },
  'longest-word': {
    kind: 'integer',
    value: 'BYTES',
    min: 4,
    max: 65_535,
    summary: 'longer words are counted in parts (default: 1024)',
  },
} as const satisfies OptionTable;

interface CorpusValues {
  readonly field?: string;
  readonly weight?: readonly string[];
  readonly 'max-memory'?: string;
  readonly 'temporary-folder'?: string;
  readonly 'longest-word'?: number;
}

export function readCorpusFiles(paths: readonly string[], { field, weight = [] }: CorpusValues): CorpusFile[] {
  const weights = new Map(weight.map(readWeight));
  const unknown = [...weights.keys()].find((path) => !paths.includes(path));
  if (unknown !== undefined) throw new UsageError(`--weight names ${unknown}, which is no file of the corpus`);
  return paths.map((path) => ({ path, weight: weights.get(path) ?? 1, ...(field === undefined ? {} : { field }) }));
}

function readWeight(text: string): readonly [string, number] {
  const [, path = '', number = ''] = /^(.+)=(\d+)$/.exec(text) ?? [];
  if (path === '' || Number(number) < 1) throw new UsageError(`--weight takes FILE=N with a whole number, not ${text}`);
  return [path, Number(number)];
}

export function readCountSettings(values: CorpusValues, { signal, threads, screen }: Context) {
  const { 'max-memory': memory, 'temporary-folder': folder, 'longest-word': longestWord } = values;
  return {
    threads,
    signal,
    onProgress: ({ step, done, total }: TrainingProgress) => screen.progress(stepLabels[step], done, total),
    ...(memory === undefined ? {} : { maxMemory: readSize(memory) }),
    ...(folder === undefined ? {} : { temporaryFolder: folder }),
    ...(longestWord === undefined ? {} : { longestWord }),
  };
}

const stepLabels = { count: 'counting', learn: 'learning', write: 'writing' } as const;

const units = { '': 1, K: 1e3, M: 1e6, G: 1e9 } as const;

/** "500M", "2G", "1000000". */
export function readSize(text: string, option = '--max-memory'): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([KMG]?)B?$/i.exec(text) ?? [];
  if (number === undefined) throw new UsageError(`${option} takes a size such as 500M or 2G, not ${text}`);
  return Math.round(Number(number) * units[(unit ?? '').toUpperCase() as keyof typeof units]);
}
