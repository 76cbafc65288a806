// Vocabulary tensors row by row: old rows as they were, new rows as planned, equal copies still equal.

import { open } from 'node:fs/promises';
import { fillPlanOf, keptRows, vocabularyTensors, type RowMove, type VocabularyTensor } from '@tokengraft/checkpoint';
import { native, withCancel, type NativeMatrix } from '@tokengraft/native';
import { matrixChange } from '../matrix-changes.js';
import { isFiniteRow, isZeroRow, surveyTable } from '../population.js';
import { nameRows, rangesWhere, rowsWhere } from '../row-ranges.js';
import { usedFlags } from '../token-names.js';
import type { VerifyCheck } from '../verify-report.js';
import type { MatrixPlan, RowRange } from '../vocabulary-plan.js';
import { hashTensor } from './check-untouched.js';
import { firstDifference } from './first-difference.js';
import { idsAfter } from '../ids-after.js';
import { conclude, pathOf, repurposedIds, type Check, type Verification } from './verification.js';

export const checkRows: Check = async (verification) => {
  const oldProblems: string[] = [];
  const newProblems: string[] = [];
  const evidence: string[] = [];
  const given = givenIds(verification);
  for (const pair of vocabularyPairs(verification)) {
    const written = writtenRows(pair, given, verification);
    const changed = await changedOldRows(pair, written, verification);
    const bad = await wrongNewRows(pair, written, verification);
    oldProblems.push(...changed);
    newProblems.push(...bad);
    evidence.push(`${pair.after.name}: ${pair.before.matrix.rows} old, ${written.length} written`);
    const status = changed.length + bad.length === 0 ? 'extended' : 'changed';
    const stored = pathOf(verification.after.checkpoint, pair.after);
    const hash = await hashTensor(stored, pair.after, verification);
    verification.tensors.push({ name: pair.after.name, status, ...hash });
  }
  const how = verification.plan === undefined ? 'filled' : 'as planned, bit by bit';
  return [
    conclude('old rows', oldProblems, evidence.join('; ')),
    conclude('new rows', newProblems, how),
    await checkCopies(verification),
  ];
};

/** One vocabulary tensor before and after. */
interface Pair {
  readonly before: VocabularyTensor;
  readonly after: VocabularyTensor;
}

/** Those that are on both sides with one width and type; the others have failed already. */
function vocabularyPairs({ before, after }: Verification): Pair[] {
  const others = new Map(vocabularyTensors(after.checkpoint).map((tensor) => [tensor.name, tensor]));
  return vocabularyTensors(before.checkpoint).flatMap((was) => {
    const is = others.get(was.name);
    if (is === undefined || is.role !== was.role || is.axis !== was.axis) return [];
    const comparable = was.dtype === is.dtype && was.matrix.width === is.matrix.width;
    return comparable ? [{ before: was, after: is }] : [];
  });
}

/** Ids that had no token and have one now, and those that have another one. */
function givenIds({ before, after, plan }: Verification): number[] {
  if (plan?.operation === 'transplant') return plan.tokens.map(({ id }) => id);
  const ids = repurposedIds(plan);
  const [old, now] = [usedFlags(before.tokenizer), usedFlags(after.tokenizer)];
  const hadToken = new Uint8Array(now.length);
  const newIdOf = idsAfter(plan?.ids, old.length);
  for (let id = 0; id < old.length; id++) {
    const is = old[id] === 1 ? newIdOf(id) : undefined;
    if (is !== undefined && !ids.has(is)) hadToken[is] = 1;
  }
  return rowsWhere(now.length, (id) => hadToken[id] === 0 && now[id] === 1);
}

/** The rows that surgery writes: those of given ids, and all that no old row becomes. */
function writtenRows(pair: Pair, given: readonly number[], verification: Verification): number[] {
  const { rows } = pair.after.matrix;
  const written = new Uint8Array(rows).fill(1);
  for (const { to, count } of movesOf(pair, verification)) written.fill(0, to, to + count);
  for (const id of given) if (id < rows) written[id] = 1;
  return rowsWhere(rows, (row) => written[row] === 1);
}

/** Where the plan says old rows go; without one they keep their places. */
function movesOf({ before, after }: Pair, { plan }: Verification): readonly RowMove[] {
  const planned = plan?.matrices.find(({ tensor }) => tensor === after.name);
  return keptRows({ kept: planned?.kept, rows: after.matrix.rows }, before.matrix.rows);
}

async function changedOldRows(pair: Pair, written: readonly number[], verification: Verification): Promise<string[]> {
  const skipped = new Set(written);
  for (const { from, to, count } of movesOf(pair, verification)) {
    if (from + count > pair.before.matrix.rows || to + count > pair.after.matrix.rows) {
      return [`${pair.after.name} has ${pair.after.matrix.rows} rows, fewer than the plan fills`];
    }
    for (const { begin, end } of rangesWhere(count, (row) => !skipped.has(to + row))) {
      const run = { from: from + begin, to: to + begin, count: end - begin };
      const row = await firstChangedRow(pair, run, verification);
      if (row !== undefined) return [`${pair.after.name} changed in row ${row}`];
    }
  }
  return [];
}

/** The first new row of a run of old rows that does not have the old bytes. */
async function firstChangedRow(
  { before, after }: Pair,
  { from, to, count }: RowMove,
  verification: Verification,
): Promise<number | undefined> {
  const rowBytes = before.byteLength / Math.max(before.matrix.rows, 1);
  const range = {
    before: before.matrix.path,
    beforeOffset: before.matrix.offset + from * rowBytes,
    after: after.matrix.path,
    afterOffset: after.matrix.offset + to * rowBytes,
    length: count * rowBytes,
  };
  const difference = await firstDifference(range, verification);
  return difference === undefined ? undefined : to + Math.floor(difference / rowBytes);
}

async function wrongNewRows(pair: Pair, written: readonly number[], verification: Verification): Promise<string[]> {
  if (verification.plan === undefined) return unfilledRows(pair.after, written, verification);
  const planned = verification.plan.matrices.find(({ tensor }) => tensor === pair.after.name);
  if (planned === undefined) return written.length === 0 ? [] : [`the plan does not name ${pair.after.name}`];
  return differingRows(pair, { planned, written }, verification);
}

/** Without a plan: values are finite, and not only some rows of tokens were left at zero. */
async function unfilledRows(
  after: VocabularyTensor,
  written: readonly number[],
  verification: Verification,
): Promise<string[]> {
  if (written.length === 0) return [];
  const { flags } = await surveyTable(after, new Uint8Array(), verification);
  const broken = written.filter((row) => !isFiniteRow(flags, row));
  const problems = broken.length === 0 ? [] : [`${after.name} is not finite in row ${nameRows(broken)}`];
  const used = usedFlags(verification.after.tokenizer);
  const named = written.filter((row) => used[row] === 1);
  const zero = after.role === 'headBias' ? [] : named.filter((row) => isZeroRow(flags, row));
  const forgotten = zero.length > 0 && zero.length < named.length;
  return forgotten
    ? [...problems, `${after.name} is all zero in row ${nameRows(zero)}, in other new rows not`]
    : problems;
}

/** With a plan: the bytes are those that its recipes give, computed again from the old rows. */
async function differingRows(
  { before, after }: Pair,
  { planned, written }: { readonly planned: MatrixPlan; readonly written: readonly number[] },
  { before: source, plan, made, threads, signal }: Verification,
): Promise<string[]> {
  const rows = planned.fill.map(({ row }) => row);
  if (rows.join() !== written.join()) {
    return [`${after.name} has ${written.length} new rows, the plan names ${rows.length} (${nameRows(rows)})`];
  }
  if (rows.length === 0) return [];
  const expected = made?.get(planned.tensor) ?? (await makeAgain());
  const rowBytes = before.byteLength / Math.max(before.matrix.rows, 1);
  const wrong = await rowsUnlike(expected, rows, { matrix: after.matrix, rowBytes });
  return wrong.length === 0 ? [] : [`${after.name} is not as planned in row ${nameRows(wrong)}`];

  async function makeAgain(): Promise<Uint8Array> {
    const change = matrixChange(planned, { seed: plan?.seed ?? 0 });
    const fillPlan = fillPlanOf(source.checkpoint, change, after.matrix.path, after.matrix.offset);
    return withCancel(signal, (cancel) => native().computeRows(fillPlan, threads, cancel));
  }
}

/** The rows whose bytes in the file are not those `expected`, in which they follow one another. */
async function rowsUnlike(
  expected: Uint8Array,
  rows: readonly number[],
  { matrix, rowBytes }: { readonly matrix: NativeMatrix; readonly rowBytes: number },
): Promise<number[]> {
  const wrong: number[] = [];
  const file = await open(matrix.path, 'r');
  try {
    let done = 0;
    for (const run of runsOf(rows)) {
      const length = (run.end - run.begin) * rowBytes;
      const bytes = Buffer.alloc(length);
      await file.read(bytes, 0, length, matrix.offset + run.begin * rowBytes);
      for (let row = run.begin; row < run.end; row++, done += rowBytes) {
        const at = (row - run.begin) * rowBytes;
        if (Buffer.compare(bytes.subarray(at, at + rowBytes), expected.subarray(done, done + rowBytes)) !== 0)
          wrong.push(row);
      }
    }
  } finally {
    await file.close();
  }
  return wrong;
}

/** Rows read at once, so that a long table needs little memory. */
const rowsAtOnce = 1024;

function runsOf(rows: readonly number[]): RowRange[] {
  const runs: { begin: number; end: number }[] = [];
  for (const row of rows) {
    const last = runs.at(-1);
    if (last !== undefined && last.end === row && row - last.begin < rowsAtOnce) last.end++;
    else runs.push({ begin: row, end: row + 1 });
  }
  return runs;
}

/** Equal copies of one table stay equal. */
async function checkCopies(verification: Verification): Promise<VerifyCheck> {
  const name = 'tied tables';
  const { before } = verification;
  const { tying, vocabulary } = before.checkpoint;
  const copies = vocabulary.more.filter(({ copyOf }) => copyOf !== undefined);
  const head =
    tying.tied && vocabulary.head !== undefined ? [{ ...vocabulary.head, copyOf: vocabulary.embedding.name }] : [];
  const problems: string[] = [];
  for (const copy of [...head, ...copies]) problems.push(...(await copyProblems(copy, verification)));
  const kept = head.length + copies.length;
  const found =
    kept > 0 ? 'both copies are equal' : tying.tied ? 'one table serves both ends' : 'the model does not tie';
  return conclude(name, problems, found);
}

async function copyProblems(
  { name, copyOf }: Pick<VocabularyTensor, 'name' | 'copyOf'>,
  verification: Verification,
): Promise<string[]> {
  const tensors = vocabularyTensors(verification.after.checkpoint);
  const [copy, main] = [name, copyOf].map((each) => tensors.find((tensor) => tensor.name === each));
  const problem = [`${name} is no longer equal to ${copyOf ?? ''}`];
  if (copy === undefined || main === undefined || copy.byteLength !== main.byteLength) return problem;
  const [a, b] = [main.matrix, copy.matrix];
  const offsets = { beforeOffset: a.offset, afterOffset: b.offset };
  const range = { before: a.path, after: b.path, ...offsets, length: main.byteLength };
  const difference = await firstDifference(range, verification);
  return difference === undefined ? [] : problem;
}
