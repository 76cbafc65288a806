// The progress of work on rows: a line on a terminal, a sentence every half minute elsewhere.

import type { Screen } from '../terminal/screen.js';
import { formatBytes, formatInteger, formatSeconds } from '../terminal/format.js';

export interface RowProgress {
  readonly step: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly rows: number;
  readonly tokens: number;
}

const silence = 30_000;

export function showRowProgress(screen: Screen): (progress: RowProgress) => void {
  const started = performance.now();
  let told = started;
  return (progress) => {
    const seconds = Math.max(0.001, (performance.now() - started) / 1000);
    screen.progress(progress.step, progress.doneBytes, progress.totalBytes, describeRate(progress, seconds));
    if (screen.isTerminal || performance.now() - told < silence) return;
    told = performance.now();
    screen.note(
      `${progress.step}: ${formatBytes(progress.doneBytes)} of ${formatBytes(progress.totalBytes)}, ${describeRate(progress, seconds)}`,
    );
  };
}

function describeRate({ doneBytes, totalBytes, rows, tokens }: RowProgress, seconds: number): string {
  const rate = (value: number): string => formatInteger(value / seconds);
  const left = doneBytes === 0 ? undefined : ((totalBytes - doneBytes) / doneBytes) * seconds;
  const parts = [`${rate(rows)} rows/s`, `${formatBytes(doneBytes / seconds)}/s`, `${rate(tokens)} tokens/s`];
  return [...parts, ...(left === undefined || left <= 0 ? [] : [`${formatSeconds(left)} left`])].join(', ');
}
