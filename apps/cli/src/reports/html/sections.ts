// Parts that reports share: measures, new tokens, texts in coloured pieces.

import type { CorpusMeasure, Measured, TokenMeasure } from '@tokengraft/tokenizer';
import { formatInteger, formatRatio, nameOfToken } from '../../terminal/format.js';
import { barChart } from './charts.js';
import { escapeHtml, section, table } from './page.js';

export function measuresSection(title: string, { files, scripts, total }: CorpusMeasure): string {
  if (files.length === 0) return '';
  const numeric = (name: string) => ({ title: name, numeric: true });
  const columns = [{ title: '' }, ...['words', 'tokens', 'bytes/token', 'tokens/word', 'whole words'].map(numeric)];
  const all = [...files, ...(files.length > 1 ? [total] : []), ...scripts];
  return section(
    title,
    table(columns, all.map(cellsOf)),
    '<p class="note">Before → after. Scripts count the tokens of words alone; whole words are those of one token.</p>',
  );
}

function cellsOf({ name, words, by: [before, after] }: Measured): string[] {
  const change = (read: (measure: TokenMeasure | undefined) => string): string => `${read(before)} → ${read(after)}`;
  return [
    name,
    formatInteger(words),
    change((measure) => formatInteger(measure?.tokens ?? 0)),
    change((measure) => ratio(measure?.bytesPerToken)),
    change((measure) => ratio(measure?.tokensPerWord)),
    change((measure) => percent(measure?.wholeWords)),
  ];
}

function ratio(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : formatRatio(value);
}

function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : `${(100 * value).toFixed(1)} %`;
}

interface RankedToken {
  readonly id: number;
  readonly token: string;
  readonly text?: string;
  readonly uses: number;
  readonly saved: number;
}

const shownTokens = 200;

export function tokensSection(tokens: readonly RankedToken[]): string {
  if (tokens.length === 0) return '';
  const rows = tokens
    .slice(0, shownTokens)
    .map((each) => [nameOfToken(each), String(each.id), formatInteger(each.uses), formatInteger(each.saved)]);
  const columns = [
    { title: 'token' },
    { title: 'id', numeric: true },
    { title: 'uses', numeric: true },
    { title: 'tokens saved', numeric: true },
  ];
  const rest = tokens.length > shownTokens ? `, the first ${shownTokens} of ${formatInteger(tokens.length)}` : '';
  return section(`New tokens by tokens saved${rest}`, table(columns, rows));
}

/** How many new tokens have how many characters. */
export function lengthsSection(texts: readonly string[]): string {
  if (texts.length === 0) return '';
  const counts = new Map<number, number>();
  for (const text of texts) {
    const length = Array.from(text).length;
    counts.set(length, (counts.get(length) ?? 0) + 1);
  }
  const longest = Math.max(...counts.keys());
  const bars = Array.from({ length: longest }, (_, at) => ({ label: String(at + 1), value: counts.get(at + 1) ?? 0 }));
  return section('Lengths of new tokens', barChart(bars, { x: 'characters', y: 'tokens' }));
}

export interface CutTexts {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly note?: string;
}

/** Texts as both tokenizers cut them; pieces that only the second has are underlined. */
export function textsSection(title: string, texts: readonly CutTexts[]): string {
  if (texts.length === 0) return '';
  return section(title, ...texts.map(showTexts));
}

function showTexts({ before, after, note = '' }: CutTexts): string {
  const ends = endsOf(before);
  let at = 0;
  const isNew = (piece: string): boolean => {
    const begin = at;
    at += piece.length;
    return ends.get(begin) !== at;
  };
  return [
    '<div class="pair">',
    `<div class="label">before: ${formatInteger(before.length)} tokens</div>${pieces(before, () => false)}`,
    `<div class="label">after: ${formatInteger(after.length)} tokens</div>${pieces(after, isNew)}`,
    note === '' ? '' : `<p class="note">${escapeHtml(note)}</p>`,
    '</div>',
  ].join('\n');
}

/** Where the piece that begins somewhere ends. */
function endsOf(parts: readonly string[]): Map<number, number> {
  const ends = new Map<number, number>();
  let at = 0;
  for (const part of parts) {
    if (part !== '') ends.set(at, at + part.length);
    at += part.length;
  }
  return ends;
}

function pieces(parts: readonly string[], isNew: (piece: string) => boolean): string {
  const spans = parts.map((part, at) => {
    const fresh = isNew(part);
    return part === '' ? '' : `<span class="t${at % 5}${fresh ? ' new' : ''}">${escapeHtml(part)}</span>`;
  });
  return `<div class="text">${spans.join('')}</div>`;
}
