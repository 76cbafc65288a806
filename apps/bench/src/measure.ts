// How time is taken: contestants take turns (A B C, A B C …), so that a noisy neighbour hits all of them, and the median and
// the spread of the rounds are reported.

/** One thing to time. `prepare` and `dispose` stand around every round and are not timed. */
export interface Contestant<State> {
  readonly name: string;
  readonly prepare: () => Promise<State>;
  /** Answers with its own milliseconds where they were taken elsewhere (in another process). */
  readonly run: (state: State) => Promise<number | void>;
  readonly dispose?: (state: State) => void;
  /** How often a round runs it; the round's time is that of one. */
  readonly passes?: number;
  /** Milliseconds of its budget that warming up took. */
  readonly spent?: number;
}

/** `cpu` is the processor time of this process: fairer where neighbours take the cores away, useless for threads. */
export type Clock = 'wall' | 'cpu';

export interface Limits {
  readonly rounds: number;
  /** A contestant leaves the ring when its rounds, preparation included, took this many milliseconds … */
  readonly budget: number;
  readonly clock: Clock;
}

/** … but not before it had this many rounds, or one and spent this many budgets: who loads for a second is far behind. */
const leastRounds = 3;
const mostBudgets = 2;

/** Milliseconds of every round by contestant, and why a contestant could not go on. */
export interface Rounds {
  readonly times: ReadonlyMap<string, readonly number[]>;
  readonly failures: ReadonlyMap<string, string>;
}

export async function interleave<State>(contestants: readonly Contestant<State>[], limits: Limits): Promise<Rounds> {
  const entries = contestants.map((contestant) => ({
    contestant,
    times: [] as number[],
    spent: contestant.spent ?? 0,
  }));
  const failures = new Map<string, string>();
  for (let round = 0; round < limits.rounds; round++) {
    for (const entry of entries) {
      if (failures.has(entry.contestant.name)) continue;
      if (hasHadEnough(entry, limits.budget)) continue;
      const begin = performance.now();
      try {
        entry.times.push(await timeOnce(entry.contestant, limits.clock));
      } catch (error) {
        failures.set(entry.contestant.name, error instanceof Error ? error.message : String(error));
      }
      entry.spent += performance.now() - begin;
    }
  }
  return { times: new Map(entries.map(({ contestant, times }) => [contestant.name, times])), failures };
}

function hasHadEnough(
  { times, spent }: { readonly times: readonly number[]; readonly spent: number },
  budget: number,
): boolean {
  if (spent > budget * mostBudgets) return times.length > 0;
  return spent > budget && times.length >= leastRounds;
}

async function timeOnce<State>(contestant: Contestant<State>, clock: Clock): Promise<number> {
  const { prepare, run, dispose, passes = 1 } = contestant;
  const state = await prepare();
  collectGarbage();
  let own = 0;
  const begin = milliseconds(clock);
  for (let pass = 0; pass < passes; pass++) own += (await run(state)) ?? 0;
  const elapsed = milliseconds(clock) - begin;
  dispose?.(state);
  return (own || elapsed) / passes;
}

function milliseconds(clock: Clock): number {
  if (clock === 'wall') return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Young objects only: a full collection with a dozen vocabularies on the heap takes longer than most rounds. */
function collectGarbage(): void {
  (globalThis.gc as ((options?: { type: 'minor' }) => void) | undefined)?.({ type: 'minor' });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Half the distance between slowest and fastest round, in per cent of the median. */
export function spread(values: readonly number[]): number {
  return ((Math.max(...values) - Math.min(...values)) / 2 / median(values)) * 100;
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
