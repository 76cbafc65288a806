// Many documents in one call, and one large text, on one thread and on all cores.

import { availableParallelism } from 'node:os';
import { freeEngines, idsOf, loadEngines, loadOracle, sameIds, type Engines } from '../engines.js';
import { median } from '../measure.js';
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
      const engines = await loadEngines(vocabulary, context);
      const batching = new Map([...engines].filter(([, engine]) => engine.encodeBatch !== undefined));
      rows.push(...(await measure(vocabulary, batching, context)));
      freeEngines(engines);
    }
    return rows;
  },
};

async function measure(vocabulary: Vocabulary, engines: Engines, context: Context): Promise<Row[]> {
  const whole = (await context.texts()).map(({ text }) => text).join('\n');
  const rows: Row[] = [];
  const inputs = new Map([
    ['documents', documentsOf(whole, 16_384)],
    ['one text', [whole]],
  ]);
  for (const [input, texts] of inputs) {
    context.log(`${vocabulary.name} · ${input}`);
    const exact = await exactBatches(vocabulary, engines, texts);
    const times = new Map<number, readonly number[]>();
    for (const threads of new Set([1, cores])) {
      const rounds = await timeBatches(engines, texts, threads, context);
      times.set(threads, rounds.times.get('tokengraft') ?? []);
      const where = {
        group: `${vocabulary.name}, ${threads === 1 ? 'one thread' : `${threads} threads`}`,
        column: input,
        exact,
      };
      rows.push(...throughputRows(rounds, where, Buffer.byteLength(whole)));
    }
    rows.push(...speedUp(vocabulary.name, input, times));
  }
  return rows;
}

function timeBatches(engines: Engines, texts: readonly string[], threads: number, { limits }: Context) {
  const tasks = tasksOf(engines, (engine, { name }) => {
    if (threads !== cores && name !== 'tokengraft') return undefined;
    return async () => void (await engine.encodeBatch?.(texts, threads));
  });
  return timeTasks(tasks, { ...limits, clock: 'wall' });
}

function speedUp(name: string, input: string, times: ReadonlyMap<number, readonly number[]>): Row[] {
  const one = times.get(1) ?? [];
  const all = times.get(cores) ?? [];
  if (cores === 1 || one.length === 0 || all.length === 0) return [];
  const value = median(one) / median(all);
  const group = `${name}, ${cores} threads against one`;
  return [
    { group, column: input, peer: 'tokengraft', value, unit: '×', better: 'higher', samples: [], exact: undefined },
  ];
}

async function exactBatches(vocabulary: Vocabulary, engines: Engines, texts: readonly string[]): Promise<Set<string>> {
  const oracle = await loadOracle(vocabulary);
  const expected = await idsOf(oracle, texts);
  oracle.free?.();
  const exact = new Set<string>();
  for (const [{ name }, engine] of engines) {
    const ids = (await engine.encodeBatch?.(texts, cores)) ?? [];
    if (expected.every((each, index) => sameIds(each, ids[index] ?? []))) exact.add(name);
  }
  return exact;
}
