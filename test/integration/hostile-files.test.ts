// Tokenizer files that lie: each is refused by code and place, or read for what it says, with bounded memory and without a
// crash. The files are in hostile-files.mjs, which opens them in a process of its own.

import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { lies, truths } from './hostile-files.mjs';

interface Outcome {
  readonly name: string;
  /** Of the file, in bytes. */
  readonly size: number;
  /** By how much the most memory that the process ever used has grown, in bytes. */
  readonly grown: number;
  readonly code?: string;
  readonly message?: string;
  readonly count?: number;
}

let end: { readonly status: number | null; readonly stderr: string };
const outcomes = new Map<string, Outcome>();
beforeAll(() => {
  const child = path.join(import.meta.dirname, 'hostile-files.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [child], { encoding: 'utf8', maxBuffer: 1 << 26 });
  end = { status, stderr };
  for (const line of stdout.split('\n').filter((each) => each !== '')) {
    const outcome = JSON.parse(line) as Outcome;
    outcomes.set(outcome.name, outcome);
  }
}, 600_000);

test('the process that opens them all lives to its end', () => {
  expect(end).toEqual({ status: 0, stderr: '' });
  expect(outcomes.size).toBe(lies.length + truths.length);
});

test.each(lies)('$lie is refused as $code, naming $names', ({ lie, code, names }) => {
  expect(outcomes.get(lie)).toMatchObject({ code, message: expect.stringContaining(names) as string });
});

test.each(truths)('$name is no lie', ({ name, count }) => {
  expect(outcomes.get(name)).toMatchObject({ count });
});

/** What any file may cost, and what each of its bytes may: it is read, copied, and may become a table. */
const anyFile = 200 * 2 ** 20;
const perByte = 8;

test('none takes more memory than a small multiple of its size', () => {
  const greedy = [...outcomes.values()].filter(({ size, grown }) => grown > anyFile + perByte * size);
  expect(greedy).toEqual([]);
});
