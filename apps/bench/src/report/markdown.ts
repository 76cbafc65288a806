// summary.md: the tables, and before them everything a reader needs to judge or repeat them.

import type { Row } from '../suites/suite.js';
import type { Results, SuiteResults } from './results.js';
import { figure, isExact, tablesOf, type Line, type Table } from './tables.js';

export function markdownOf(results: Results): string {
  const sections = results.suites.map((suite) => suiteSection(suite));
  const skipped =
    results.skipped.length === 0 ? [] : ['## Not in this run\n', ...results.skipped.map((line) => `- ${line}`), ''];
  return [...headOf(results), ...sections, ...skipped].join('\n');
}

function headOf({ date, command, machine, peers, texts }: Results): string[] {
  const versions = Object.entries(peers).map(([name, version]) => `${name} ${version}`);
  return [
    `# Benchmarks, ${date.slice(0, 10)}\n`,
    `\`${command}\` at commit ${machine.commit}\n`,
    `Machine: ${machineLine(machine)}\n`,
    `Peers: ${versions.join(', ')}.\n`,
    `Texts: ${texts.map(({ name, bytes }) => `${name} (${bytes} bytes)`).join(', ')}.\n`,
    howToRead,
    '',
  ];
}

export function machineLine(machine: Results['machine']): string {
  const { processor, cores, memoryGiB, vectorFlags, loadAverage, system, node, compiler } = machine;
  return `${processor}, ${cores} cores (${vectorFlags.join(' ') || 'no vector flags known'}), ${memoryGiB} GiB, load average ${loadAverage.join(' ')}, ${system}, Node ${node}, core built by ${compiler}.`;
}

export const howToRead = `Peers take turns within one process (A B C, A B C …); a figure is the median of the rounds, ± half the distance between the worst and the best.
Ids were compared before timing: "other ids" marks a peer that differs, which stays in the table but does not count as the best peer. The last
column is how many times better tokengraft is than the peer; below 1 it lost. MB is 10^6 bytes of UTF-8.
`;

function suiteSection(suite: SuiteResults): string {
  const tables = tablesOf(suite.rows).map((table) => `### ${headingOf(table)}\n\n${tableText(table)}\n`);
  return [`## ${suite.title}\n`, `${suite.about}\n`, ...tables].join('\n');
}

export function headingOf({ group, unit, better }: Table): string {
  return `${group} (${unit}, ${better} is better)`;
}

export function tableText(table: Table): string {
  const head = ['peer', ...table.columns, ...(table.columns.length > 1 ? ['geometric mean'] : []), 'tokengraft is'];
  const lines = table.lines.map((line) => `| ${lineCells(line, table.columns.length > 1).join(' | ')} |`);
  return [`| ${head.join(' | ')} |`, `| --- |${' ---: |'.repeat(head.length - 1)}`, ...lines].join('\n');
}

function lineCells(line: Line, withMean: boolean): string[] {
  const own = line.peer === 'tokengraft';
  const mean = line.mean === undefined ? '–' : `**${figure(line.mean)}**`;
  return [
    `${own ? `**${line.peer}**` : line.peer}${isExact(line.cells) ? '' : ' (other ids)'}`,
    ...line.cells.map((cell) => cellText(cell)),
    ...(withMean ? [mean] : []),
    own || line.ratio === undefined ? '' : `${figure(line.ratio)}×`,
  ];
}

export function cellText(cell: Row | undefined): string {
  if (cell === undefined) return '–';
  if (cell.value === undefined) return (cell.note ?? '–').replaceAll('|', '\\|');
  const around = cell.spreadPercent === undefined ? '' : ` ±${cell.spreadPercent.toFixed(0)} %`;
  return `${figure(cell.value)}${around}${cell.exact === false ? ' (other ids)' : ''}`;
}
