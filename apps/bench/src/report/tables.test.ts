import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Row } from '../suites/suite.js';
import { chartOf, ticksOf } from './chart.js';
import { tableText } from './markdown.js';
import { updateReadme } from './readme.js';
import type { Results } from './results.js';
import { figure, tablesOf } from './tables.js';

const row = (peer: string, column: string, value: number | undefined, more: Partial<Row> = {}): Row => ({
  group: 'cl100k, fresh',
  column,
  peer,
  value,
  unit: 'MB/s',
  better: 'higher',
  samples: [],
  exact: true,
  ...more,
});

const rows = [
  row('tokengraft', 'code', 20),
  row('tokengraft', 'cjk', 80),
  row('faster', 'code', 40),
  row('faster', 'cjk', 160),
  row('wrong', 'code', 400, { exact: false }),
  row('wrong', 'cjk', 1600),
  row('stuck', 'code', 1),
  row('stuck', 'cjk', undefined, { note: 'over 15 s' }),
];

test('a lost comparison stays, the best peer is the best exact one', () => {
  const [table] = tablesOf(rows);
  expect(table?.lines.map(({ peer, mean, ratio }) => [peer, mean?.toFixed(1), ratio?.toFixed(2)])).toEqual([
    ['wrong', '800.0', '0.05'],
    ['faster', '80.0', '0.50'],
    ['tokengraft', '40.0', '1.00'],
    ['stuck', undefined, undefined],
  ]);
  expect(table?.best?.peer).toBe('faster');
});

test('where lower is better the ratio turns round', () => {
  const [table] = tablesOf(
    [row('tokengraft', 'a', 2), row('slow', 'a', 6)].map((each) => ({ ...each, better: 'lower' })),
  );
  expect(table?.lines.map(({ peer }) => peer)).toEqual(['tokengraft', 'slow']);
  expect(table?.best?.ratio).toBe(3);
});

test('the table says who differs and who did not end', () => {
  const text = tablesOf(rows).map(tableText).join('\n');
  expect(text).toContain('| peer | code | cjk | geometric mean | tokengraft is |');
  expect(text).toContain('| wrong (other ids) | 400 (other ids) | 1600 | **800** | 0.050× |');
  expect(text).toContain('| stuck | 1.0 | over 15 s | – |  |');
});

test('the chart escapes what it draws and describes itself', () => {
  const [table] = tablesOf([row('a<b', 'x&y', 2), row('tokengraft', 'x&y', 3)]);
  const chart = table === undefined ? '' : chartOf(table, 'id');
  expect(chart).toContain('a&lt;b, x&amp;y: 2.0 MB/s');
  expect(chart).toContain('higher is better: tokengraft 3.0 MB/s; a&lt;b 2.0 MB/s.');
  expect(chart).not.toContain('a<b');
});

test.each([
  [1, 1, [1, 2]],
  [3, 40, [2, 5, 10, 20, 50]],
  [0.07, 4000, [0.01, 0.1, 1, 10, 100, 1000, 10000]],
])('an axis from %d to %d', (least, greatest, ticks) => {
  expect(ticksOf(least, greatest).map((tick) => Number(tick.toPrecision(3)))).toEqual(ticks);
});

test.each([
  [1234.5, '1235'],
  [12.345, '12.3'],
  [1.2345, '1.2'],
  [0.0421, '0.042'],
  [0.00004, '0.0000'],
])('writes %d as %s', (value, text) => {
  expect(figure(value)).toBe(text);
});

test('README gets the run between its marks, lost lines too, and nothing else changes', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tokengraft-readme-'));
  const readme = path.join(folder, 'README.md');
  const marks = [
    '<!-- benchmarks: written by `npm run bench -- readme`, do not edit -->',
    '<!-- end of benchmarks -->',
  ];
  const machine = {
    processor: 'Tiny',
    cores: 2,
    vectorFlags: [],
    memoryGiB: 1,
    loadAverage: [0],
    system: 's',
    node: 'v20',
    compiler: 'c',
    commit: 'x',
  };
  const suites = [
    {
      name: 'encode',
      title: '',
      about: '',
      seconds: 1,
      rows: [...rows, ...rows.map((each) => ({ ...each, group: 'gpt2, fresh' }))],
    },
  ];
  const results: Results = {
    schemaVersion: 1,
    date: '2026-01-02',
    command: 'c',
    machine,
    peers: {},
    texts: [],
    suites,
    skipped: [],
  };
  writeFileSync(path.join(folder, 'results.json'), JSON.stringify(results));
  writeFileSync(readme, `before\n${marks.join('\nold\n')}\nafter\n`);
  updateReadme(folder, readme);
  const text = readFileSync(readme, 'utf8');
  expect(text).toMatch(/^before\n<!--[\s\S]*-->\nafter\n$/);
  expect(text).toContain('| encode | cl100k, fresh | 40.0 MB/s | 80.0 MB/s (faster) | 0.50× |');
  expect(text).not.toContain('old');
  expect(text).not.toContain('gpt2');
  updateReadme(folder, readme);
  expect(readFileSync(readme, 'utf8')).toBe(text);
  rmSync(folder, { recursive: true });
});
