// A data set's manifest for people.

import type { DatasetManifest, DatasetStatistics, SplitManifest } from '@tokengraft/dataset';
import { formatBytes, formatCount, formatInteger } from '../terminal/format.js';
import type { Style } from '../terminal/style.js';

export function formatManifest(manifest: DatasetManifest, out: string, style: Style): string[] {
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  return [
    `${style.bold(out)}: ${manifest.format}, ${formatCount(manifest.files.length, 'file')}, ${formatBytes(bytes)}, read back and equal`,
    ...manifest.splits.flatMap((split) => formatSplit(split, style)),
  ];
}

function formatSplit({ name, statistics }: SplitManifest, style: Style): string[] {
  const { rows, documents, tokens, supervised, padding, slots } = statistics;
  const packed = rows === documents ? '' : ` from ${formatInteger(documents)}`;
  return [
    `${style.cyan(name)}  ${formatCount(rows, 'row')}${packed}, ${formatCount(tokens, 'token')}, ${percent(supervised, tokens)} supervised, ${percent(slots - padding, slots)} of the places used`,
    ...formatReasons(statistics, style),
  ];
}

function formatReasons({ reasons, lostTokens }: DatasetStatistics, style: Style): string[] {
  const others = Object.entries(reasons).filter(([reason]) => reason !== 'kept');
  if (others.length === 0) return [];
  const list = others.map(([reason, count]) => `${formatInteger(count)} ${reason}`).join(', ');
  return [style.dim(`       ${list}; ${formatCount(lostTokens, 'token')} lost; see reasons.jsonl`)];
}

export function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}
