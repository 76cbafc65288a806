// The checks of a verification with their evidence.

import type { TensorStatus, VerifyReport } from '@tokengraft/surgery';
import { formatCount } from '../terminal/format.js';
import type { Style } from '../terminal/style.js';
import { formatTable } from '../terminal/table.js';

export function formatVerification(report: VerifyReport, style: Style): string[] {
  const { before, after, ok, checks } = report;
  const failed = checks.filter((check) => !check.ok).length;
  const verdict = ok
    ? `${style.green('✓')} ${style.bold('verified')}`
    : `${style.red('✗')} ${style.bold(`${formatCount(failed, 'check')} failed`)}`;
  return [`${verdict} ${before} → ${after}`, '', ...checkLines(report, style), '', `  ${tensorSummary(report)}`];
}

function checkLines({ checks }: VerifyReport, style: Style): string[] {
  const rows = checks.map(({ name, ok, detail }) => [
    `  ${ok ? style.green('✓') : style.red('✗')} ${name}`,
    ok ? style.dim(detail) : detail,
  ]);
  return formatTable([{}, {}], rows);
}

function tensorSummary({ tensors }: VerifyReport): string {
  const statuses: readonly TensorStatus[] = ['untouched', 'extended', 'changed', 'missing', 'unexpected'];
  const counts = statuses.map((status) => ({
    status,
    count: tensors.filter((tensor) => tensor.status === status).length,
  }));
  const parts = counts.filter(({ count }) => count > 0).map(({ status, count }) => `${count} ${status}`);
  return `${formatCount(tensors.length, 'tensor')}: ${parts.join(', ')}`;
}
