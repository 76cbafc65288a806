// Rows from rounds: megabytes a second, or the time of a call.

import { median, spread, type Rounds } from '../measure.js';
import type { Row } from './suite.js';

interface Where {
  readonly group: string;
  readonly column: string;
  /** The names of the peers whose output was right; undefined where nothing was compared. */
  readonly exact: ReadonlySet<string> | undefined;
}

/** `bytes`: UTF-8 bytes that a round works through, for all peers or by peer. */
export function throughputRows(rounds: Rounds, where: Where, bytes: number | ReadonlyMap<string, number>): Row[] {
  const bytesOf = (peer: string): number => (typeof bytes === 'number' ? bytes : (bytes.get(peer) ?? Number.NaN));
  return rowsOf(rounds, where, { unit: 'MB/s', better: 'higher' }, (time, peer) => bytesOf(peer) / 1000 / time);
}

/** `calls`: how many calls a round makes. */
export function callRows(rounds: Rounds, where: Where, calls: number): Row[] {
  return rowsOf(rounds, where, { unit: 'µs a call', better: 'lower' }, (time) => (time * 1000) / calls);
}

function rowsOf(
  { times, failures }: Rounds,
  { group, column, exact }: Where,
  scale: Pick<Row, 'unit' | 'better'>,
  valueOf: (milliseconds: number, peer: string) => number,
): Row[] {
  return [...times].map(([peer, samples]) => {
    const failure = failures.get(peer);
    const row = { group, column, peer, ...scale, samples, exact: exact?.has(peer) };
    if (failure !== undefined) return { ...row, value: undefined, note: failure.split('\n')[0] ?? '' };
    return { ...row, value: valueOf(median(samples), peer), spreadPercent: spread(samples) };
  });
}
