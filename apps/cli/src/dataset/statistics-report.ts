// A data set's statistics for people, with a histogram.

import type { LengthBucket, SplitManifest } from '@tokengraft/dataset';
import { formatInteger } from '../terminal/format.js';
import type { Style } from '../terminal/style.js';
import { formatTable } from '../terminal/table.js';
import { percent } from './manifest-report.js';

export function formatStatistics({ name, statistics }: SplitManifest, style: Style): string[] {
  const { rows, documents, tokens, supervised, slots, padding, lostTokens, reasons, sources, longest, lengths } =
    statistics;
  const facts = [
    ['rows', formatInteger(rows)],
    ['documents', formatInteger(documents)],
    ['tokens', formatInteger(tokens)],
    ['supervised', percent(supervised, tokens)],
    ['places used', percent(slots - padding, slots)],
    ['longest', formatInteger(longest)],
    ['tokens lost', formatInteger(lostTokens)],
    ...Object.entries(reasons).map(([reason, count]) => [reason, formatInteger(count)]),
  ];
  const right = (title: string) => ({ title, align: 'right' }) as const;
  const sourceRows = sources.map((source) => [
    source.path,
    formatInteger(source.rows),
    formatInteger(source.tokens),
    percent(source.supervised, source.tokens),
    formatInteger(source.dropped),
  ]);
  return [
    style.bold(name),
    ...formatTable([{}, { align: 'right' }], facts),
    '',
    ...formatHistogram(lengths, style),
    '',
    ...formatTable(
      [{ title: 'source' }, ...['documents', 'tokens', 'supervised', 'dropped'].map(right)],
      sourceRows,
      style.dim,
    ),
    '',
  ];
}

const barWidth = 40;
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

function formatHistogram(buckets: readonly LengthBucket[], style: Style): string[] {
  const most = Math.max(1, ...buckets.map(({ rows }) => rows));
  const rows = buckets.map(({ from, to, rows: count }) => {
    const units = Math.max(1, Math.round((count / most) * barWidth * 8));
    const bar = '█'.repeat(units >> 3) + (eighths[units & 7] ?? '');
    return [
      from === to ? formatInteger(from) : `${formatInteger(from)}–${formatInteger(to)}`,
      formatInteger(count),
      style.cyan(bar),
    ];
  });
  return formatTable(
    [{ title: 'length', align: 'right' }, { title: 'documents', align: 'right' }, {}],
    rows,
    style.dim,
  );
}
