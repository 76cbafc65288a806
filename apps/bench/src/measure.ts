// How time is taken: contestants take turns (A B C, A B C …), so that a noisy neighbour hits all of them, and the median and
// the spread of the rounds are reported.

/** One thing to time. `prepare` runs before every round and is not timed. */
export interface Contestant<State> {
  readonly name: string;
  readonly prepare: () => Promise<State>;
  readonly run: (state: State) => Promise<void>;
}

/** Milliseconds of every round, by contestant. */
export type Rounds = ReadonlyMap<string, readonly number[]>;

export async function interleave<State>(contestants: readonly Contestant<State>[], rounds: number): Promise<Rounds> {
  const times = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const contestant of contestants) times.get(contestant.name)?.push(await timeOnce(contestant));
  }
  return times;
}

async function timeOnce<State>({ prepare, run }: Contestant<State>): Promise<number> {
  const state = await prepare();
  globalThis.gc?.();
  const begin = process.hrtime.bigint();
  await run(state);
  return Number(process.hrtime.bigint() - begin) / 1e6;
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
