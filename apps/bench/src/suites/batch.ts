// Many documents in one call, and one large text, on one thread and on all cores.

import { availableParallelism } from 'node:os';
import { idsOf, sameIds, withField, type Engines, type Field } from '../engines.js';
import { interleave, median, type Contestant, type Rounds } from '../measure.js';
import { tokengraft, type Engine } from '../peers/index.js';
import { tasksOf, timeTasks } from '../tasks.js';
import { documentsOf } from '../texts.js';
import type { Vocabulary } from '../vocabularies.js';
import { throughputRows } from './rows.js';
import type { Context, Row, Suite } from './suite.js';

const cores = availableParallelism();

export const batch: Suite = {
  title: 'Batch: many documents in one call',
  about: `All texts as documents of 16 kB in one call, and joined to one large text. Libraries that do not let the caller choose use the threads they want, so they stand under ${cores} threads only. Wall clock.`,
  async run(context) {
    const rows: Row[] = [];
    for (const vocabulary of await context.vocabularies(['cl100k', 'o200k'])) {
      rows.push(...(await withField(vocabulary, context, (field) => measure(field, context))));
    }
    return rows;
  },
};

async function measure({ vocabulary, engines, oracle }: Field, context: Context): Promise<Row[]> {
  const batching = new Map([...engines].filter(([, engine]) => engine.encodeBatch !== undefined));
  const whole = (await context.texts()).map(({ text }) => text).join('\n');
  const rows: Row[] = [];
  const inputs = new Map([
    ['documents', documentsOf(whole, 16_384)],
    ['one text', [whole]],
  ]);
  for (const [input, texts] of inputs) {
    context.log(`${vocabulary.name} · ${input}`);
    const exact = await exactBatches({ vocabulary, engines: batching, oracle }, texts);
    const rounds = await timeBatches(batching, texts, context);
    const bytes = Buffer.byteLength(whole);
    for (const [threads, part] of byThreads(rounds)) {
      const group = `${vocabulary.name}, ${threads === 1 ? 'one thread' : `${threads} threads`}`;
      rows.push(...throughputRows(part, { group, column: input, exact }, bytes));
    }
    rows.push(...(await speedUp(vocabulary, input, texts)));
  }
  const all = (await context.texts(largeBatch)).map(({ text }) => text).join('\n');
  rows.push(...(await speedUp(vocabulary, 'documents, whole texts', documentsOf(all, 16_384), pairsOfRounds >> 1)));
  return rows;
}

/** Bytes of each text in a batch that lasts long enough for its beginning and end to be little of it. */
const largeBatch = 4_000_000;

const onOneThread = 'tokengraft on one thread';

/** One thread and all of them take turns, too. */
function timeBatches(engines: Engines, texts: readonly string[], context: Context): Promise<Rounds> {
  const onAll = tasksOf(engines, (engine) => async () => void (await engine.encodeBatch?.(texts, cores)));
  const onOne = tasksOf(engines, (engine, { name }) =>
    name === 'tokengraft' && cores > 1 ? async () => void (await engine.encodeBatch?.(texts, 1)) : undefined,
  ).map(({ run }) => ({ peer: onOneThread, run }));
  return timeTasks([...onOne, ...onAll], { ...context.limits, clock: 'wall' });
}

function byThreads({ times, failures }: Rounds): ReadonlyMap<number, Rounds> {
  const one = times.get(onOneThread);
  const all = new Map([...times].filter(([name]) => name !== onOneThread));
  const parts = new Map([[cores, { times: all, failures }]]);
  if (one !== undefined) parts.set(1, { times: new Map([['tokengraft', one]]), failures: new Map() });
  return parts;
}

const pairsOfRounds = 11;

/**
 * A tokenizer that is new in every round: what threads remember of a text depends on which of them had it. The median of
 * the rounds' own ratios: neighbours take the cores from whole rounds.
 */
async function speedUp(
  vocabulary: Vocabulary,
  input: string,
  texts: readonly string[],
  rounds = pairsOfRounds,
): Promise<Row[]> {
  if (cores === 1) return [];
  const on = (threads: number): Contestant<Engine> => ({
    name: String(threads),
    prepare: async () => {
      const engine = await tokengraft.load(vocabulary);
      (globalThis.gc as (() => void) | undefined)?.(); // of earlier ones: it would use the second core meanwhile
      return engine;
    },
    run: async (engine) => void (await engine.encodeBatch?.(texts, threads)),
    dispose: (engine) => engine.free?.(),
  });
  const limits = { rounds, budget: Number.POSITIVE_INFINITY, clock: 'wall' } as const;
  const { times } = await interleave([on(1), on(cores)], limits);
  const all = times.get(String(cores)) ?? [];
  const ratios = (times.get('1') ?? []).map((one, round) => one / (all[round] ?? Number.NaN));
  const group = `${vocabulary.name}, ${cores} threads against one, new text`;
  const column = { group, column: input, peer: 'tokengraft' };
  return [{ ...column, value: median(ratios), unit: '×', better: 'higher', samples: ratios, exact: undefined }];
}

async function exactBatches({ engines, oracle }: Field, texts: readonly string[]): Promise<Set<string>> {
  const expected = await idsOf(oracle, texts);
  const exact = new Set<string>();
  for (const [{ name }, engine] of engines) {
    const ids = (await engine.encodeBatch?.(texts, cores)) ?? [];
    if (expected.every((each, index) => sameIds(each, ids[index] ?? []))) exact.add(name);
  }
  return exact;
}
