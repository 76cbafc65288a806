// Rows from rounds over a text: megabytes a second for whatever a suite does with it.

import { median, spread, type Rounds } from '../measure.js';
import type { Row } from './suite.js';

interface Where {
  readonly group: string;
  readonly column: string;
  /** UTF-8 bytes that a round works through, by peer. */
  readonly bytes: ReadonlyMap<string, number>;
  /** The names of the peers whose output was right; undefined where nothing was compared. */
  readonly exact: ReadonlySet<string> | undefined;
}

export function throughputRows({ times, failures }: Rounds, { group, column, bytes, exact }: Where): Row[] {
  return [...times].map(([peer, samples]) => {
    const failure = failures.get(peer);
    const measured = failure === undefined && samples.length > 0;
    return {
      group,
      column,
      peer,
      value: measured ? (bytes.get(peer) ?? Number.NaN) / 1000 / median(samples) : undefined,
      unit: 'MB/s',
      better: 'higher',
      ...(measured && { spreadPercent: spread(samples) }),
      samples,
      exact: exact?.has(peer),
      ...(failure !== undefined && { note: failure.split('\n')[0] }),
    };
  });
}
