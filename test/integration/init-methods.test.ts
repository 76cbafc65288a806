// Every way to fill a row, through the command, on tables of their own: what stands in the files is what the method says.

import { writeFileSync } from 'node:fs';
import { initMethodNames } from '@tokengraft/surgery';
import { expect, test } from 'vitest';
import { tokengraft } from './command.js';
import { decode, encode } from './numbers.js';
import { tensorOf } from './oracles.js';
import { scratchFolder } from './scratch.js';
import { makeTinyModel } from './tiny-models.js';

const at = scratchFolder('init-methods');
const made = makeTinyModel(at('model'), { layout: 'phi', dtype: 'F32', spare: 4 });
const tensors = [made.embedding, made.head, made.head.replace('weight', 'bias')] as const;
writeFileSync(at('texts.json'), '{"<|eot|>": "end of a turn"}');
writeFileSync(at('copies.json'), '{"<|eot|>": "<|endoftext|>"}');

interface Plan {
  readonly plan: {
    readonly tokens: readonly { readonly id: number; readonly pieces: readonly number[] }[];
    readonly matrices: readonly { readonly tensor: string; readonly method: string; readonly options: object }[];
  };
}

/** Extends the model by one token and answers with its row of each table, and of old rows by id. */
async function extend(...init: readonly string[]) {
  const out = at(`out-${init.join('-').replaceAll(/[^a-z0-9]/g, '_')}`);
  const done = await tokengraft('extend', at('model'), '--special', '<|eot|>', ...init, '-o', out, '--json');
  expect([done.stderr, done.code]).toEqual(['', 0]);
  const { plan } = JSON.parse(done.stdout) as Plan;
  const [{ id, pieces } = { id: 0, pieces: [] }] = plan.tokens;
  const rows = tensors.map((name) => decode(tensorOf(out, name).row(id), 'F32'));
  return { plan, id, pieces, rows };
}

const oldRow = (tensor: string, id: number): number[] => decode(tensorOf(at('model'), tensor).row(id), 'F32');

/** The sum of weights times old rows of each table, in double, rounded once. */
function expected(ids: readonly number[], weights: readonly number[]): number[][] {
  return tensors.map((tensor) => {
    const sums = oldRow(tensor, 0).map((_, column) =>
      ids.reduce((sum, id, index) => sum + (weights[index] ?? 0) * (oldRow(tensor, id)[column] ?? 0), 0),
    );
    return decode(encode(sums, 'F32'), 'F32');
  });
}

const live = Array.from({ length: 272 }, (_, id) => id);
const equal = (ids: readonly number[]): number[] => ids.map(() => 1 / ids.length);

/** Sums in another order differ by a last bit. */
function expectClose(found: readonly number[][], wanted: readonly number[][]): void {
  for (const [table, row] of found.entries()) {
    for (const [column, value] of row.entries()) expect(value).toBeCloseTo(wanted[table]?.[column] ?? Number.NaN, 6);
  }
}

test('mean: of the rows in use, spare ones left out, each table its own', async () => {
  const { rows } = await extend('--init', 'mean');
  expect(rows).toHaveLength(3);
  expectClose(rows, expected(live, equal(live)));
});

test.each([
  ['subword', (count: number) => Array<number>(count).fill(1 / count)],
  ['subword:sum', (count: number) => Array<number>(count).fill(1)],
  ['subword:last', (count: number) => Array.from({ length: count }, (_, index) => (index === count - 1 ? 1 : 0))],
  ['subword:weights=geometric,factor=0', (count: number) => Array.from({ length: count }, (_, i) => (i === 0 ? 1 : 0))],
] as const)('%s: pieces of the old tokenizer under their weights', async (init, weights) => {
  const { rows, pieces } = await extend('--init', init);
  expect(pieces.length).toBeGreaterThan(2);
  expectClose(rows, expected(pieces, weights(pieces.length)));
});

test('interpolate: between the mean of all and that of the pieces', async () => {
  const { rows, pieces } = await extend('--init', 'interpolate:0.25');
  expect(pieces.length).toBeGreaterThan(2);
  const ids = [...live, ...pieces];
  const weights = ids.map((_, index) => (index < live.length ? 0.75 / live.length : 0.25 / pieces.length));
  expectClose(rows, expected(ids, weights));
});

test('copy: the bytes of the other row, by token, by id and by a map', async () => {
  const source = 271; // <|endoftext|>
  const wanted = tensors.map((tensor) => oldRow(tensor, source));
  for (const init of ['copy:<|endoftext|>', 'copy:271', `copy:map=${at('copies.json')}`]) {
    expect((await extend('--init', init)).rows).toEqual(wanted);
  }
});

test('description: the mean of the pieces of the text', async () => {
  const { rows } = await extend('--init', `description:${at('texts.json')}`);
  const encoded = await tokengraft('encode', '-t', at('model'), at('description.txt'), '--no-add-special-tokens');
  expect(encoded.code).toBe(0);
  const ids = encoded.stdout.trim().split(/\s+/).map(Number);
  expectClose(rows, expected(ids, equal(ids)));
});
writeFileSync(at('description.txt'), 'end of a turn');

test('mean-cov: seeded, its own draw in each table, and within the span of the rows', async () => {
  const first = await extend('--init', 'mean-cov:0.1', '--seed', '1');
  const mean = expected(live, equal(live));
  expect(first.plan.matrices[0]).toMatchObject({ method: 'mean-cov', options: { scale: 0.1 }, covarianceScale: 0.1 });
  expect((await extend('--init', 'mean-cov', '--seed', '1', '--threads', '3')).rows).toEqual(first.rows);
  expect((await extend('--init', 'mean-cov', '--seed', '2')).rows).not.toEqual(first.rows);
  const far = first.rows.flatMap((row, table) => row.map((value, column) => value - (mean[table]?.[column] ?? 0)));
  expect(Math.max(...far.map(Math.abs))).toBeGreaterThan(1e-4);
  expectClose((await extend('--init', 'mean-cov:scale=0')).rows, mean);
});

test('input table and head have methods and options of their own', async () => {
  const { plan, rows, pieces } = await extend('--init', 'subword:last', '--init-head', 'subword:first');
  expect(plan.matrices.map(({ options }) => options)).toMatchObject([{ weights: 'last' }, { weights: 'first' }, {}]);
  expect(rows[0]).toEqual(oldRow(made.embedding, pieces.at(-1) ?? 0));
  expect(rows[1]).toEqual(oldRow(made.head, pieces[0] ?? 0));
});

test('the help explains every method', async () => {
  const { stdout } = await tokengraft('extend', '--help');
  for (const name of initMethodNames) expect(stdout).toContain(`\n  ${name}: `);
});
