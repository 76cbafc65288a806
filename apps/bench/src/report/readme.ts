// README's table of figures: made from a results folder, between two marks, so that it cannot say anything a run did not.

import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { resultsFolder, root } from '../locations.js';
import { UsageError } from '../usage-error.js';
import { machineLine } from './markdown.js';
import type { Results } from './results.js';
import { figure, tablesOf, type Table } from './tables.js';

const begin = '<!-- benchmarks: written by `npm run bench -- readme`, do not edit -->';
const end = '<!-- end of benchmarks -->';

/** Writes the table of `folder` (default: the newest of the results) into README.md. */
export function updateReadme(folder: string | undefined, readme = path.join(root, 'README.md')): void {
  const from = folder ?? newestFolder();
  const file = path.join(from, 'results.json');
  if (!existsSync(file)) throw new UsageError(`${from} has no results.json`);
  const results = JSON.parse(readFileSync(file, 'utf8')) as Results;
  writeFileSync(readme, replaceBetween(readFileSync(readme, 'utf8'), sectionOf(results, path.relative(root, from))));
}

function newestFolder(): string {
  const names = existsSync(resultsFolder) ? readdirSync(resultsFolder).sort() : [];
  // (Runs on a device have other files.)
  const newest = names.findLast((name) => existsSync(path.join(resultsFolder, name, 'results.json')));
  if (newest === undefined) throw new UsageError('there are no results yet; run `npm run bench` first');
  return path.join(resultsFolder, newest);
}

function replaceBetween(text: string, section: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new UsageError(`README.md lacks the lines ${begin} and ${end}`);
  return `${text.slice(0, from)}${begin}\n\n${section}\n\n${text.slice(to)}`;
}

/** Of OpenAI's vocabularies cl100k stands in the README; the others are in the summary. */
const elsewhere = /^(gpt2|o200k), /;

/** One line a table of the run: ours, the best peer with the right output, and the ratio. Lost ones stay. */
export function sectionOf(results: Results, from: string): string {
  const lines = results.suites.flatMap((suite) =>
    tablesOf(suite.rows)
      .filter(({ group, best }) => !elsewhere.test(group) && best !== undefined)
      .map((table) => lineOf(suite.name, table)),
  );
  return [
    '| suite | what | tokengraft | best peer | tokengraft is |',
    '| --- | --- | ---: | ---: | ---: |',
    ...lines,
    '',
    `Geometric means over the texts; ${machineLine(results.machine)} One run of \`${results.command}\` on ${results.date.slice(0, 10)}; every figure, its spread and every other peer: [${from}](${from}/summary.md).`,
  ].join('\n');
}

function lineOf(suite: string, { group, unit, lines, best }: Table): string {
  const mean = lines.find(({ peer }) => peer === 'tokengraft')?.mean;
  const own = mean === undefined ? '–' : `${figure(mean)} ${unit}`;
  const peer = best?.mean === undefined ? '–' : `${figure(best.mean)} ${unit} (${best.peer})`;
  const ratio = best?.ratio === undefined ? '–' : `${figure(best.ratio)}×`;
  return `| ${[suite, group, own, peer, ratio].join(' | ')} |`;
}
