// The report of a data set as one HTML page that needs nothing else: no script, no other file, no network.

import type { DatasetManifest, SplitManifest } from '../merge/manifest.js';
import type { LengthBucket } from '../merge/statistics.js';
import type { ShownRow } from './sample.js';

export function renderHtml(title: string, manifest: DatasetManifest, rows: readonly ShownRow[]): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(title)}</title>
<style>${style}</style>
<main>
<h1>${escape(title)}</h1>
<p class="quiet">${escape(manifest.format)} · ${number(manifest.files.length)} files · tokenizer ${escape(manifest.tokenizer.path)} · max length ${number(manifest.facts.maxLength)} · packing ${escape(manifest.settings.packing)}</p>
${manifest.splits.map(splitSection).join('\n')}
${rows.length === 0 ? '' : rowsSection(rows)}
</main>
</html>
`;
}

function splitSection({ name, statistics }: SplitManifest): string {
  const { rows, documents, tokens, supervised, slots, padding, lostTokens, reasons, lengths, sources } = statistics;
  const facts: readonly (readonly [string, string])[] = [
    ['rows', number(rows)],
    ['documents', number(documents)],
    ['tokens', number(tokens)],
    ['supervised', percent(supervised, tokens)],
    ['places used', percent(slots - padding, slots)],
    ['tokens lost', number(lostTokens)],
    [
      'duplicates',
      percent(
        reasons['dropped-duplicate'] ?? 0,
        sources.reduce((sum, source) => sum + source.rows + source.dropped, 0),
      ),
    ],
  ];
  return `<section>
<h2>${escape(name)}</h2>
<dl>${facts.map(([term, value]) => `<div><dt>${term}</dt><dd>${value}</dd></div>`).join('')}</dl>
<h3>Lengths of documents</h3>
${histogram(lengths)}
<h3>What happened to rows</h3>
${table(
  ['reason', 'rows'],
  Object.entries(reasons).map(([reason, count]) => [reason, number(count)]),
)}
<h3>Sources</h3>
${table(
  ['file', 'documents', 'tokens', 'supervised', 'dropped'],
  sources.map((source) => [
    source.path,
    number(source.rows),
    number(source.tokens),
    percent(source.supervised, source.tokens),
    number(source.dropped),
  ]),
)}
</section>`;
}

const [barWidth, chartHeight] = [34, 160];

function histogram(buckets: readonly LengthBucket[]): string {
  const most = Math.max(1, ...buckets.map(({ rows }) => rows));
  const bars = buckets.map(({ from, to, rows }, index) => {
    const height = Math.max(1, Math.round((rows / most) * chartHeight));
    const x = index * barWidth;
    const label = from === to ? number(from) : `${number(from)}–${number(to)}`;
    return `<g><title>${label}: ${number(rows)}</title><rect x="${x + 3}" y="${chartHeight - height}" width="${barWidth - 6}" height="${height}" rx="2"/><text x="${x + barWidth / 2}" y="${chartHeight + 14}">${from}</text></g>`;
  });
  const width = Math.max(barWidth, buckets.length * barWidth);
  return `<div class="scroll"><svg width="${width}" height="${chartHeight + 20}" viewBox="0 0 ${width} ${chartHeight + 20}" role="img" aria-label="histogram of lengths">${bars.join('')}</svg></div>`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[], tag: string): string =>
    row.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join('');
  return `<div class="scroll"><table><tr>${cells(head, 'th')}</tr>${rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('')}</table></div>`;
}

function rowsSection(rows: readonly ShownRow[]): string {
  return `<section>
<h2>Rows</h2>
<p class="legend"><span class="special">template</span> <span class="context">read</span> <span class="supervised">supervised</span> <span class="padding">padding</span></p>
${rows.map(rowArticle).join('\n')}
</section>`;
}

function rowArticle({ split, index, ids, supervised, documents, chosen, pieces }: ShownRow): string {
  const notes = [
    `${split} ${number(index)}`,
    `${number(ids)} ids`,
    `${number(supervised)} supervised`,
    ...(documents === undefined ? [] : [`${number(documents.length)} documents`]),
    ...(chosen === undefined ? [] : [chosen ? 'chosen' : 'rejected']),
  ];
  const text = pieces.map(
    ({ kind, text: shown, ids: count }) =>
      `<span class="${kind}">${kind === 'padding' ? `${number(count)} × padding` : escape(shown)}</span>`,
  );
  return `<article><h3>${notes.join(' · ')}</h3><pre>${text.join('')}</pre></article>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text of others never becomes markup; control characters are shown as what they are. */
function escape(text: string): string {
  return text
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? character)
    .replaceAll(/[^\P{Cc}\n\t]/gu, (character) =>
      String.fromCodePoint(0x2400 + ((character.codePointAt(0) ?? 0) % 0x20)),
    );
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}

const style = `
:root { color-scheme: light dark; --ink: #1c2430; --quiet: #667085; --paper: #fbfbf9; --line: #dfe3e8; --accent: #2f6f8f; --learnt: #d8f0d8; --mark: #e6e0f5; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8ec; --quiet: #98a2b3; --paper: #14181d; --line: #2c333b; --accent: #6fb3d2; --learnt: #1e4429; --mark: #372f57; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; overflow-wrap: anywhere; } h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; border-bottom: 1px solid var(--line); }
h3 { font-size: .85rem; color: var(--quiet); font-weight: 600; margin: 1.5rem 0 .5rem; }
.quiet { color: var(--quiet); overflow-wrap: anywhere; }
dl { display: flex; flex-wrap: wrap; gap: .75rem 2rem; margin: 0; } dt { color: var(--quiet); font-size: .8rem; } dd { margin: 0; font-size: 1.2rem; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; } svg rect { fill: var(--accent); } svg text { fill: var(--quiet); font-size: 10px; text-anchor: middle; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; } th, td { text-align: right; padding: .2rem .9rem .2rem 0; border-bottom: 1px solid var(--line); } th:first-child, td:first-child { text-align: left; } th { color: var(--quiet); font-weight: 500; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--line); border-radius: 6px; padding: .75rem; font: 13px/1.6 ui-monospace, monospace; margin: 0; }
.supervised { background: var(--learnt); } .special { background: var(--mark); color: var(--quiet); } .padding { color: var(--quiet); border: 1px dashed var(--line); }
.legend span { padding: .1rem .4rem; border-radius: 4px; font-size: .85rem; }
`;
