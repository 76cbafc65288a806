// A run becomes a folder: README.md (machine, versions, command), raw.csv (every round) and summary.md (tables).

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { geometricMean } from './measure.js';
import { peers } from './peers/index.js';
import type { Text } from './texts.js';

export interface Row {
  readonly vocabulary: string;
  readonly text: string;
  readonly mode: string;
  readonly peer: string;
  /** The peer's output equals the oracle's. */
  readonly exact: boolean;
  /** 10^6 bytes of UTF-8 a second, from the median round. */
  readonly megabytesPerSecond: number;
  readonly spreadPercent: number;
  readonly milliseconds: readonly number[];
}

export interface Suite {
  readonly title: string;
  run(options: { texts: readonly Text[]; rounds: number; log: (line: string) => void }): Promise<Row[]>;
}

export async function writeReport(
  folder: string,
  suite: Suite,
  rows: readonly Row[],
  texts: readonly Text[],
  command: string,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'raw.csv'), rawCsv(rows));
  await writeFile(path.join(folder, 'summary.md'), summaryOf(rows));
  await writeFile(path.join(folder, 'README.md'), await readmeOf(suite, texts, command));
}

function rawCsv(rows: readonly Row[]): string {
  const lines = rows.flatMap((row) =>
    row.milliseconds.map((time, round) =>
      [row.vocabulary, row.text, row.mode, row.peer, row.exact, round, time.toFixed(3)].join(','),
    ),
  );
  return `${['vocabulary,text,mode,peer,exact,round,milliseconds', ...lines].join('\n')}\n`;
}

/** One table a vocabulary and mode: peers down, texts across, MB/s, the geometric mean and the ratio to the first peer. */
export function summaryOf(rows: readonly Row[]): string {
  const tables = groupBy(rows, ({ vocabulary, mode }) => `${vocabulary}, ${mode}`);
  return [...tables].map(([title, members]) => `## ${title}, MB/s\n\n${tableOf(members)}\n`).join('\n');
}

function tableOf(rows: readonly Row[]): string {
  const texts = [...new Set(rows.map(({ text }) => text))];
  const byPeer = [...groupBy(rows, ({ peer }) => peer)];
  const means = new Map(
    byPeer.map(([peer, members]) => [peer, geometricMean(members.map(({ megabytesPerSecond }) => megabytesPerSecond))]),
  );
  const first = means.get(byPeer[0]?.[0] ?? '') ?? Number.NaN;
  const lines = byPeer.map(([peer, members]) => {
    const cells = texts.map((text) => cellOf(members.find((row) => row.text === text)));
    const mean = means.get(peer) ?? Number.NaN;
    return `| ${[peer, ...cells, `**${figure(mean)}**`, `${(first / mean).toFixed(1)}×`].join(' | ')} |`;
  });
  const head = ['peer', ...texts, 'geometric mean', 'tokengraft is'];
  return [`| ${head.join(' | ')} |`, `| --- |${' ---: |'.repeat(head.length - 1)}`, ...lines].join('\n');
}

function groupBy(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}

function cellOf(row: Row | undefined): string {
  if (row === undefined) return '–';
  return `${figure(row.megabytesPerSecond)} ±${row.spreadPercent.toFixed(0)} %${row.exact ? '' : ' (other ids)'}`;
}

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(2);
}

async function readmeOf(suite: Suite, texts: readonly Text[], command: string): Promise<string> {
  const versions = await Promise.all(peers.map(async ({ name }) => `- ${name} ${await versionOf(name)}`));
  return `# ${suite.title}

Command: \`${command}\`

Machine: ${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}, Node ${process.version}.
Peers take turns in one process; a figure is the median of the rounds, ± half the distance between slowest and fastest. Ids were compared
with those of \`tokenizers\` before timing. MB is 10^6 bytes of UTF-8.

Peers:
${versions.join('\n')}

Texts: ${texts.map(({ name, bytes }) => `${name} (${bytes} bytes)`).join(', ')}.

See summary.md for the tables and raw.csv for every round.
`;
}

async function versionOf(name: string): Promise<string> {
  const main = createRequire(import.meta.url).resolve.paths(name) ?? [];
  for (const folder of main) {
    const manifest = await readFile(path.join(folder, name, 'package.json'), 'utf8').catch(() => undefined);
    if (manifest !== undefined) return String(JSON.parse(manifest).version);
  }
  return '(version unknown)';
}
