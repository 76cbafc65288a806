// What training costs: every training in a process of its own.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runInChild } from '../child/run-in-child.js';
import type { TrainerName, TrainMessage } from '../child/train.js';
import { median, spread } from '../measure.js';
import type { Context, Row, Suite } from './suite.js';

const runs = 3;
const patience = 300_000;
const threads = 2;

/** The reference's binding trains to 30,000 tokens and no other number. */
const vocabSize = 30_000;

const groups: Readonly<Record<string, readonly TrainerName[]>> = {
  'byte-level BPE': ['tokengraft', 'tokenizers', 'spm_train'],
  '8,000 tokens learnt, against counting the corpus': ['learn', 'count'],
};

export const train: Suite = {
  title: 'Train: 30,000 tokens, and 8,000 more for GPT-2',
  about: `All texts whole, as one file; ${threads} threads; each training in a process of its own, from before the import to the tokenizer. Merges are compared with those of \`tokenizers\`. \`spm_train\` (Debian's \`sentencepiece\`) learns characters with byte fallback, other merges by nature; rustbpe has no binding for Node and no program, and is not run.`,
  async run(context) {
    const folder = await mkdtemp(path.join(tmpdir(), 'tokengraft-bench-'));
    try {
      const corpus = path.join(folder, 'corpus.txt');
      const texts = await context.texts(Number.MAX_SAFE_INTEGER);
      await writeFile(corpus, texts.map(({ text }) => text).join('\n'));
      const [gpt2] = await context.vocabularies(['gpt2']);
      const rows: Row[] = [];
      for (const [group, trainers] of Object.entries(groups)) {
        rows.push(...(await measure(group, trainers, { corpus, folder, tokenizer: gpt2?.tokenizerJson }, context)));
      }
      return rows;
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

interface Place {
  readonly corpus: string;
  readonly folder: string;
  readonly tokenizer: string | undefined;
}

interface Outcomes {
  readonly messages: ReadonlyMap<TrainerName, TrainMessage[]>;
  readonly failures: ReadonlyMap<TrainerName, string>;
}

async function measure(
  group: string,
  trainers: readonly TrainerName[],
  place: Place,
  context: Context,
): Promise<Row[]> {
  const outcomes = await collect(group, trainers, place, context);
  return figures.flatMap((figure) => trainers.map((trainer) => rowOf(group, trainer, figure, outcomes)));
}

/** Trainers take turns; the slowest one has a single one. */
async function collect(
  group: string,
  trainers: readonly TrainerName[],
  place: Place,
  context: Context,
): Promise<Outcomes> {
  const messages = new Map<TrainerName, TrainMessage[]>(trainers.map((name) => [name, []]));
  const failures = new Map<TrainerName, string>();
  for (let run = 0; run < Math.min(runs, context.limits.rounds); run++) {
    for (const trainer of trainers) {
      if (failures.has(trainer) || (run > 0 && trainer === 'spm_train')) continue;
      context.log(`train · ${group} · ${trainer}`);
      const request = { trainer, vocabSize, threads, ...place, tokenizer: place.tokenizer ?? '' };
      const outcome = await runInChild('train', request, patience);
      messages.get(trainer)?.push(...outcome.messages);
      if (outcome.failure !== undefined) failures.set(trainer, outcome.failure);
    }
  }
  return { messages, failures };
}

type Figure = (typeof figures)[number];

function rowOf(group: string, trainer: TrainerName, figure: Figure, { messages, failures }: Outcomes): Row {
  const own = messages.get(trainer) ?? [];
  const samples = own.map(figure.read).filter((value) => value !== undefined);
  const [expected, merges] = [messages.get('tokenizers')?.[0]?.merges, own[0]?.merges];
  const exact = expected === undefined || merges === undefined ? undefined : merges === expected;
  const where = { group: `${group}, ${figure.column}`, column: 'all texts', peer: nameOf(trainer) };
  const row = { ...where, unit: figure.unit, better: 'lower', samples, exact } as const;
  const note = failures.get(trainer) ?? (samples.length === 0 ? 'no figure' : undefined);
  if (note !== undefined) return { ...row, value: undefined, note };
  return { ...row, value: median(samples), spreadPercent: spread(samples) };
}

/** Counting is ours as well: it stands beside learning as what that is measured by. */
function nameOf(trainer: TrainerName): string {
  return trainer === 'learn' ? 'tokengraft' : trainer;
}

const figures = [
  { column: 'seconds', unit: 's', read: (message: TrainMessage) => message.seconds },
  { column: 'processor seconds', unit: 's', read: (message: TrainMessage) => message.processorSeconds },
  { column: 'peak memory', unit: 'MiB', read: (message: TrainMessage) => message.peakMebibytes },
] as const;
