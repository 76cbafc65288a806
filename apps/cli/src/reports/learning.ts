// What was learnt, for a terminal.

import type { CorpusMeasure, CurvePoint, LearnReport, Measured } from '@tokengraft/tokenizer';
import { formatCount, formatInteger, formatRatio, formatSeconds, nameOfToken } from '../terminal/format.js';
import { createStyle } from '../terminal/style.js';
import { formatTable } from '../terminal/table.js';

const shownTokens = 15;
const shownPoints = 20;

export function formatLearning(
  report: LearnReport,
  files: readonly { readonly file: string }[],
  seconds: number,
): string[] {
  const style = createStyle(process.stdout);
  const { added, firstId, tokens, check } = report;
  return [
    style.bold(`${formatCount(added, 'new token')}${added === 0 ? '' : `, ids ${firstId} to ${firstId + added - 1}`}`),
    `corpus: ${formatInteger(tokens.before)} → ${formatInteger(tokens.after)} tokens`,
    '',
    ...formatMeasures(report.measured),
    ...(report.heldOut ? [style.dim('measured on held-out text')] : []),
    '',
    ...formatNewTokens(report.newTokens),
    '',
    `changed outside new tokens: ${formatCount(check.changedOutsideNewTokens, 'text')} of ${formatInteger(check.texts)}`,
    formatRows(report),
    ...files.map(({ file }) => `written: ${file}`),
    style.dim(formatSeconds(seconds)),
  ];
}

/** Tokens per word against the number of new tokens. */
export function formatCurve({ curve, newTokens, added }: LearnReport): string[] {
  const style = createStyle(process.stdout);
  const right = (title: string) => ({ title, align: 'right' }) as const;
  const columns = ['new tokens', 'tokens', 'tokens/word', 'bytes/token'].map(right);
  const step = Math.ceil(curve.length / shownPoints);
  const shown = curve.filter((_, at) => at % step === 0 || at === curve.length - 1);
  const rows = shown.map((point) => [
    formatInteger(point.added),
    formatInteger(point.tokens),
    ratio(point.tokensPerWord),
    ratio(point.bytesPerToken),
    barOf(point, curve[0]),
  ]);
  return [
    ...formatTable([...columns, {}], rows, style.dim),
    '',
    ...formatNewTokens(newTokens),
    style.dim(`nothing is written; ${formatCount(added, 'token')} could be added`),
  ];
}

function barOf(point: CurvePoint, first: CurvePoint | undefined): string {
  return first === undefined || first.tokens === 0 ? '' : '█'.repeat(Math.round((40 * point.tokens) / first.tokens));
}

export function formatMeasures({ files, scripts, total }: CorpusMeasure): string[] {
  const style = createStyle(process.stdout);
  const right = (title: string) => ({ title, align: 'right' }) as const;
  const columns = [
    { title: '' },
    ...['words', 'tokens', '', 'bytes/token', '', 'tokens/word', '', 'whole words', ''].map(right),
  ];
  const all = [...files, ...(files.length > 1 ? [total] : []), ...scripts];
  return formatTable(columns, all.map(cellsOf), style.dim);
}

function cellsOf({ name, words, by: [a, b] }: Measured): string[] {
  return [
    name,
    formatInteger(words),
    formatInteger(a?.tokens ?? 0),
    `→ ${formatInteger(b?.tokens ?? 0)}`,
    ratio(a?.bytesPerToken),
    `→ ${ratio(b?.bytesPerToken)}`,
    ratio(a?.tokensPerWord),
    `→ ${ratio(b?.tokensPerWord)}`,
    percent(a?.wholeWords),
    `→ ${percent(b?.wholeWords)}`,
  ];
}

export function formatNewTokens(
  tokens: readonly { token: string; id: number; uses: number; saved: number; text?: string }[],
): string[] {
  const style = createStyle(process.stdout);
  const right = (title: string) => ({ title, align: 'right' }) as const;
  const rows = tokens
    .slice(0, shownTokens)
    .map((each) => [nameOfToken(each), String(each.id), formatInteger(each.uses), formatInteger(each.saved)]);
  if (rows.length === 0) return [];
  return formatTable([{ title: 'new token' }, right('id'), right('uses'), right('tokens saved')], rows, style.dim);
}

function formatRows({ rows }: LearnReport): string {
  if (rows.parameters === null) return `new rows: ${formatInteger(rows.rows)} (name --hidden-size for their cost)`;
  const tables = rows.tied === true ? 'one table' : 'input table and head';
  return `new rows: ${formatInteger(rows.rows)} × ${formatInteger(rows.hiddenSize ?? 0)} in ${tables}: ${formatInteger(rows.parameters)} parameters`;
}

function ratio(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : formatRatio(value);
}

function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : `${(100 * value).toFixed(1)} %`;
}
