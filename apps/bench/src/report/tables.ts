// Rows become tables: one a group, peers down (best first), columns across, the geometric mean, and how tokengraft stands to
// each peer. Lost comparisons stay.

import { geometricMean } from '../measure.js';
import type { Row } from '../suites/suite.js';

export interface Line {
  readonly peer: string;
  readonly cells: readonly (Row | undefined)[];
  /** Over the columns; undefined where a figure is missing. */
  readonly mean: number | undefined;
  /** How many times better tokengraft is than this peer; below 1 it is worse. */
  readonly ratio: number | undefined;
}

export interface Table {
  readonly group: string;
  readonly unit: string;
  readonly better: Row['better'];
  readonly columns: readonly string[];
  readonly lines: readonly Line[];
  /** The best peer with the right output; undefined where there is none. */
  readonly best: Line | undefined;
}

const ours = 'tokengraft';

export function tablesOf(rows: readonly Row[]): Table[] {
  return [...groupBy(rows, ({ group }) => group)].map(([group, members]) => tableOf(group, members));
}

function tableOf(group: string, rows: readonly Row[]): Table {
  const columns = [...new Set(rows.map(({ column }) => column))];
  const { unit = '', better = 'higher' } = rows[0] ?? {};
  const byPeer = [...groupBy(rows, ({ peer }) => peer)];
  const cellsOf = (members: readonly Row[]) => columns.map((column) => members.find((row) => row.column === column));
  const means = new Map(byPeer.map(([peer, members]) => [peer, meanOf(cellsOf(members))]));
  const unsorted = byPeer.map(([peer, members]) => {
    const mean = means.get(peer);
    return { peer, cells: cellsOf(members), mean, ratio: ratioOf(means.get(ours), mean, better) };
  });
  const lines = unsorted.sort((a, b) => rank(a, better) - rank(b, better));
  const best = lines.find(({ peer, mean, cells }) => peer !== ours && mean !== undefined && isExact(cells));
  return { group, unit, better, columns, lines, best };
}

function meanOf(cells: readonly (Row | undefined)[]): number | undefined {
  const values = cells.map((cell) => cell?.value);
  return values.every((value) => value !== undefined) ? geometricMean(values) : undefined;
}

function ratioOf(own: number | undefined, theirs: number | undefined, better: Row['better']): number | undefined {
  if (own === undefined || theirs === undefined) return undefined;
  return better === 'higher' ? own / theirs : theirs / own;
}

function rank({ mean }: Line, better: Row['better']): number {
  if (mean === undefined) return Number.MAX_VALUE;
  return better === 'higher' ? -mean : mean;
}

/** Whether no output of this peer was found wrong. */
export function isExact(cells: readonly (Row | undefined)[]): boolean {
  return cells.every((cell) => cell?.exact !== false);
}

function groupBy(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}

/** Three significant digits at most, and never an exponent. */
export function figure(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 0.001 ? value.toPrecision(value >= 10 ? 3 : 2) : value.toFixed(4);
}
