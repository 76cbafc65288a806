// What is odd about a model: its own findings, ids without a row, and rows that look untrained or broken.

import { accountRows, auditVocabulary, type Checkpoint, type TableAudit } from '@tokengraft/checkpoint';
import { auditConfigurations } from '@tokengraft/surgery';
import type { Tokenizer } from '@tokengraft/tokenizer';
import { formatCount, formatToken } from '../terminal/format.js';
import { usedTokens } from './count-vocabulary.js';
import type { InspectOptions } from './inspect-source.js';
import type { AuditFinding } from './inspection.js';

export async function auditFindings(
  checkpoint: Checkpoint,
  tokenizer: Tokenizer | undefined,
  { threads, signal }: InspectOptions,
): Promise<AuditFinding[]> {
  const { embedding, head } = await auditVocabulary(checkpoint, { threads, signal });
  const tables = head === undefined ? [embedding] : [embedding, head];
  const tokens = tokenizer === undefined ? new Map<number, string>() : usedTokens(tokenizer);
  return [
    ...checkpoint.findings,
    ...idFindings(checkpoint.rows, tokens),
    ...(tokenizer === undefined ? [] : await auditConfigurations(checkpoint, tokenizer)),
    ...tables.flatMap((table) => rowFindings(table, tokens)),
  ];
}

function idFindings(rows: number, tokens: ReadonlyMap<number, string>): AuditFinding[] {
  const account = accountRows({ rows, usedIds: Uint32Array.from(tokens.keys()) });
  const findings: AuditFinding[] = [];
  if (account.withoutRow > 0) {
    const message = `${formatCount(account.withoutRow, 'token has an id', 'tokens have ids')} beyond the ${rows} rows of the table`;
    findings.push({ kind: 'ids-without-row', message, details: { count: account.withoutRow } });
  }
  if (account.spare > 0 && tokens.size > 0) {
    const message = `${formatCount(account.spare, 'row')} behind the last id ${account.spare === 1 ? 'has' : 'have'} no token; new tokens take them first`;
    findings.push({ kind: 'spare-rows', message, details: { count: account.spare } });
  }
  if (account.holes > 0) {
    const message = `${formatCount(account.holes, 'id')} below the largest one ${account.holes === 1 ? 'has' : 'have'} no token`;
    findings.push({ kind: 'holes', message, details: { ranges: account.holeRanges } });
  }
  return findings;
}

/** Rows of one table that share an oddity, told apart by whether a token uses them. */
function rowFindings(table: TableAudit, tokens: ReadonlyMap<number, string>): AuditFinding[] {
  const kinds = [
    {
      kind: 'non-finite-rows',
      rows: table.nonFinite,
      what: ['holds values that are not finite', 'hold values that are not finite'],
    },
    { kind: 'zero-rows', rows: table.zero, what: ['is all zero', 'are all zero'] },
    { kind: 'duplicate-rows', rows: table.duplicates, what: ['equals an earlier row', 'equal an earlier row'] },
  ];
  return kinds
    .filter(({ rows }) => rows.length > 0)
    .map(({ kind, rows, what }) => ({
      kind,
      message: `${table.tensor}: ${formatCount(rows.length, 'row')} ${what[rows.length === 1 ? 0 : 1]}${exampleTokens(rows, tokens)}`,
      details: { tensor: table.tensor, rows: Array.from(rows) },
    }));
}

const shownExamples = 3;

function exampleTokens(rows: Uint32Array, tokens: ReadonlyMap<number, string>): string {
  const used = Array.from(rows, (row) => tokens.get(row)).filter((token) => token !== undefined);
  if (used.length === 0) return ', none of them in use';
  const rest = used.length > shownExamples ? ', …' : '';
  return `, in use by ${formatCount(used.length, 'token')}: ${used.slice(0, shownExamples).map(formatToken).join(', ')}${rest}`;
}
