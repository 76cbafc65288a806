// The table of the README: what is read, what is run, and how each tokenizer did in the parity run. It stands between two
// markers and is never typed.

import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Tokenizer } from '@tokengraft/tokenizer';
import type { Verdict } from './compare.js';
import { root } from './material.js';

const readme = path.join(root, 'README.md');
const [begin, end] = ['<!-- parity table: npm run parity:table -->', '<!-- end of parity table -->'];

/** One tokenizer of the parity run. */
export interface Row {
  readonly name: string;
  readonly format: string;
  readonly tokenizer: Tokenizer;
  readonly verdict: Verdict;
}

export function makeTable(rows: readonly Row[]): string {
  const identical = rows.reduce((sum, { verdict }) => sum + verdict.texts.identical, 0);
  const of = rows.reduce((sum, { verdict }) => sum + verdict.texts.of, 0);
  return [
    ...stageLines(),
    '',
    `Ids, offsets and decoded texts against recorded answers of \`tokenizers\` and tiktoken: ${identical} of ${of} texts identical.`,
    '',
    '| tokenizer | format | model | pre-tokenizer | texts identical | pairs |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows.map(rowLine),
  ].join('\n');
}

function rowLine({ name, format, tokenizer, verdict }: Row): string {
  const facts = tokenizer.describe() as { readonly model: string; readonly pre_tokenizer: readonly string[] };
  const cutters = facts.pre_tokenizer.filter((kind) => kind !== 'Sequence').join(', ');
  const counts = [verdict.texts, verdict.pairs].map((count) =>
    count.of === 0 ? '–' : `${count.identical} of ${count.of}`,
  );
  return `| ${[name, format, facts.model, cutters || '–', ...counts].join(' | ')} |`;
}

/** The families of the native core, as its own tables list them. */
const families = [
  ['Formats', 'formats'],
  ['Models', 'models'],
  ['Normalizers', 'normalizers'],
  ['Pre-tokenizers', 'pretokenizers'],
  ['Post-processors', 'postprocessors'],
  ['Decoders', 'decoders'],
] as const;

function stageLines(): string[] {
  return [
    '| | |',
    '| --- | --- |',
    ...families.map(([title, folder]) => `| ${title} | ${kindsIn(folder).join(', ')} |`),
  ];
}

function kindsIn(folder: string): string[] {
  const source = path.join(root, 'native', 'src', 'tokenizer', folder);
  const table = readdirSync(source).find((name) => name.endsWith('.def')) ?? '';
  const lines = readFileSync(path.join(source, table), 'utf8').split('\n');
  return lines
    .flatMap((line) => /^TG_\w+\("?([\w.+]+)"?,/.exec(line)?.[1] ?? [])
    .map((kind) => kind.replace('_json', '.json'));
}

export function readTable(): string {
  const text = readFileSync(readme, 'utf8');
  return text.slice(text.indexOf(begin) + begin.length, text.indexOf(end)).trim();
}

export function writeTable(table: string): void {
  const text = readFileSync(readme, 'utf8');
  const [before, after] = [text.slice(0, text.indexOf(begin) + begin.length), text.slice(text.indexOf(end))];
  writeFileSync(readme, `${before}\n\n${table}\n\n${after}`);
}
