// A task is what a peer does again and again with warm caches; peers take turns at theirs.

import { interleave, type Contestant, type Limits, type Rounds } from './measure.js';
import type { Engine, Ids, Peer } from './peers/index.js';
import type { Engines } from './engines.js';

export interface Task {
  readonly peer: string;
  /** One pass; answers with its own milliseconds where they were taken in another process. */
  readonly run: () => Promise<number | void>;
}

/** Rounds shorter than this, in milliseconds, are made of several passes. */
const shortestRound = 10;

export async function timeTasks(tasks: readonly Task[], limits: Limits): Promise<Rounds> {
  const contestants: Contestant<void>[] = [];
  for (const { peer, run } of tasks) {
    const pass = await warmUp(run);
    const passes = Math.ceil(shortestRound / Math.max(pass, 0.01));
    contestants.push({ name: peer, prepare: async () => {}, run, passes, spent: pass });
  }
  return interleave(contestants, limits);
}

// A quick task is warmed up until compilers have seen it. What it throws, the first round throws again.
async function warmUp(run: Task['run']): Promise<number> {
  let elapsed = 0;
  const end = performance.now() + 2 * shortestRound;
  do {
    const begin = performance.now();
    await run().catch(() => undefined);
    elapsed = performance.now() - begin;
  } while (performance.now() < end);
  return elapsed;
}

/** The tasks of the peers for which `taskOf` makes one. */
export function tasksOf(engines: Engines, taskOf: (engine: Engine, peer: Peer) => Task['run'] | undefined): Task[] {
  return [...engines].flatMap(([peer, engine]) => {
    const run = taskOf(engine, peer);
    return run === undefined ? [] : [{ peer: peer.name, run }];
  });
}

/** Calls `call` for each text; does not wait where nothing is to be waited for. */
export function eachOf<Item>(items: readonly Item[], call: (item: Item) => unknown): Task['run'] {
  return async () => {
    for (const item of items) {
      const answer = call(item);
      if (answer instanceof Promise) await answer;
    }
  };
}

/** The number of ids of `text` by the call that the library has for it. */
export function countOf(engine: Engine): (text: string) => unknown {
  if (engine.count !== undefined) return (text) => engine.count?.(text);
  return (text) => {
    const ids = engine.encode(text);
    return ids instanceof Promise ? ids.then((each: Ids) => each.length) : ids.length;
  };
}
