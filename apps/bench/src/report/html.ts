// index.html: the run as one page that needs no network: a chart for each table, and the table itself below it.

import { chartOf } from './chart.js';
import { escapeHtml } from './escape.js';
import { cellText, headingOf, howToRead, machineLine } from './markdown.js';
import type { Results, SuiteResults } from './results.js';
import { figure, tablesOf, type Line, type Table } from './tables.js';

export function htmlOf(results: Results): string {
  const title = `tokengraft benchmarks, ${results.date.slice(0, 10)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${headOf(results)}
${results.suites.map((suite) => sectionOf(suite)).join('\n')}
${skippedOf(results.skipped)}
</main>
</body>
</html>
`;
}

function headOf({ command, machine, peers, texts, suites }: Results): string {
  const versions = Object.entries(peers).map(([name, version]) => `${name} ${version}`);
  const facts = {
    Command: `${command} (commit ${machine.commit})`,
    Machine: machineLine(machine),
    Peers: `${versions.join(', ')}.`,
    Texts: texts.map(({ name, bytes }) => `${name}, ${bytes} bytes`).join('; '),
  };
  const items = Object.entries(facts).map(([term, fact]) => `<dt>${term}</dt><dd>${escapeHtml(fact)}</dd>`);
  const links = suites.map(({ name, title }) => `<li><a href="#${name}">${escapeHtml(title)}</a></li>`);
  return `<dl>${items.join('')}</dl>
<p>${escapeHtml(howToRead)} In the charts a full dot is the geometric mean over the columns, a hollow dot one of them; the axis is logarithmic.
A star marks a peer with other output.</p>
<nav aria-label="Suites"><ul>${links.join('')}</ul></nav>`;
}

function sectionOf(suite: SuiteResults): string {
  const tables = tablesOf(suite.rows).map((table, index) => figureOf(table, `${suite.name}-${index}`));
  return `<section id="${suite.name}"><h2>${escapeHtml(suite.title)}</h2>
<p>${escapeHtml(suite.about)}</p>
${tables.join('\n')}</section>`;
}

function figureOf(table: Table, id: string): string {
  return `<figure><figcaption>${escapeHtml(headingOf(table))}</figcaption>
${chartOf(table, id)}
<details><summary>All figures</summary><div class="scroll">${tableOf(table)}</div></details></figure>`;
}

function tableOf({ columns, lines, group }: Table): string {
  const head = ['peer', ...columns, 'geometric mean', 'tokengraft is'].map(
    (each) => `<th scope="col">${escapeHtml(each)}</th>`,
  );
  return `<table><caption>${escapeHtml(group)}</caption><thead><tr>${head.join('')}</tr></thead>
<tbody>${lines.map(lineOf).join('\n')}</tbody></table>`;
}

function lineOf({ peer, cells, mean, ratio }: Line): string {
  const data = [...cells.map((cell) => cellText(cell)), mean === undefined ? '–' : figure(mean)];
  const last = peer === 'tokengraft' || ratio === undefined ? '' : `${figure(ratio)}×`;
  return `<tr><th scope="row">${escapeHtml(peer)}</th>${[...data, last].map((each) => `<td>${escapeHtml(each)}</td>`).join('')}</tr>`;
}

function skippedOf(skipped: readonly string[]): string {
  if (skipped.length === 0) return '';
  const items = skipped.map((each) => `<li>${escapeHtml(each)}</li>`);
  return `<section><h2>Not in this run</h2><ul>${items.join('')}</ul></section>`;
}

const style = `
:root { --paper: #fff; --ink: #1b1f24; --soft: #57606a; --line: #d8dee4; --own: #0b6bcb; --other: #6e7781; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #12161b; --ink: #e6edf3; --soft: #9aa5b1; --line: #2f363d; --own: #6cb6ff; --other: #98a2ad; }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 860px; margin: 0 auto; padding: 24px 20px 80px; }
h1 { font-size: 1.7rem; } h2 { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1.5rem; }
a { color: var(--own); } dt { font-weight: 600; } dd { margin: 0 0 .5rem; overflow-wrap: anywhere; }
nav ul { columns: 2; padding-left: 1.2rem; }
figure { margin: 2rem 0; } figcaption { font-weight: 600; margin-bottom: .4rem; }
svg { width: 100%; height: auto; font: 13px system-ui, sans-serif; }
svg text { fill: var(--ink); } svg .axis { fill: var(--soft); font-size: 11px; } svg .grid { stroke: var(--line); stroke-width: 1; }
svg .peer.own { fill: var(--own); font-weight: 600; }
svg .dot { fill: var(--paper); stroke: var(--other); stroke-width: 1.5; } svg .dot.own { stroke: var(--own); }
svg .mean { fill: var(--other); } svg .mean.own { fill: var(--own); }
summary { cursor: pointer; color: var(--soft); } .scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .82rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); } th, td { padding: .25rem .6rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th[scope=row], th:first-child { text-align: left; }
`;
