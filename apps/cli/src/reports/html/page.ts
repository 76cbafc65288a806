// The page around a report: one file that needs nothing else, readable in light and dark, printed as it is.

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** A document of `sections`, which are HTML. */
export function page(title: string, lead: string, sections: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
<main>
<h1>${escapeHtml(title)}</h1>
<p class="lead">${escapeHtml(lead)}</p>
${sections.filter((each) => each !== '').join('\n')}
</main>
</html>
`;
}

export function section(title: string, ...content: readonly string[]): string {
  return `<section><h2>${escapeHtml(title)}</h2>\n${content.join('\n')}</section>`;
}

export interface HtmlColumn {
  readonly title: string;
  readonly numeric?: boolean;
}

/** Cells are text. */
export function table(columns: readonly HtmlColumn[], rows: readonly (readonly string[])[]): string {
  const cell = (tag: string, text: string, column: HtmlColumn | undefined): string =>
    `<${tag}${column?.numeric === true ? ' class="n"' : ''}>${escapeHtml(text)}</${tag}>`;
  const head = columns.map((column) => cell('th', column.title, column)).join('');
  const body = rows.map((row) => `<tr>${row.map((text, at) => cell('td', text, columns[at])).join('')}</tr>`);
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead>\n<tbody>${body.join('\n')}</tbody></table></div>`;
}

const style = `
:root { color-scheme: light dark; --ink: #1c2126; --soft: #5b6670; --line: #d5dbe0; --paper: #fbfbfa; --accent: #1463a5; --old: #b8c4cf;
  --t0: #cfe3f5; --t1: #fbe3c4; --t2: #d6eed3; --t3: #ecd9f0; --t4: #f6d3d3; --new: #1463a5; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8eb; --soft: #9aa6b1; --line: #343c44; --paper: #15191c; --accent: #6cb2ee; --old: #4c5964;
  --t0: #21435f; --t1: #5b4220; --t2: #264a29; --t3: #4b3053; --t4: #5a2b2b; --new: #6cb2ee; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2.2rem 0 .6rem; }
.lead, .note { color: var(--soft); margin: .3rem 0 0; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: .9rem; width: 100%; }
th, td { text-align: left; padding: .25rem .7rem .25rem 0; border-bottom: 1px solid var(--line); white-space: pre; vertical-align: top; }
th { color: var(--soft); font-weight: 500; } .n { text-align: right; font-variant-numeric: tabular-nums; }
svg { max-width: 100%; height: auto; display: block; } svg text { fill: var(--soft); font: 12px system-ui, sans-serif; }
svg .axis { stroke: var(--line); } svg .curve { stroke: var(--accent); stroke-width: 2; fill: none; } svg .bar, svg .dot { fill: var(--accent); } svg .value { fill: var(--ink); }
.text { font: .95rem/2 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; margin: .1rem 0 .5rem; }
.text span { border-radius: .2em; padding: .12em 0; } .text .t0 { background: var(--t0); } .text .t1 { background: var(--t1); } .text .t2 { background: var(--t2); }
.text .t3 { background: var(--t3); } .text .t4 { background: var(--t4); } .text .new { box-shadow: inset 0 -2px var(--new); }
.label { color: var(--soft); font-size: .85rem; } .pair { border-top: 1px solid var(--line); padding: .7rem 0 .2rem; }
`;
