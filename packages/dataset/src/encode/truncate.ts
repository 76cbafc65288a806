// What becomes of a row that is too long. The frame (BOS …) and a final stop token stand around what may be cut.

import { TokengraftError } from '@tokengraft/errors';
import type { Reason } from '../rows/reasons.js';
import type { DatasetSettings } from '../settings.js';

/** Ids with the runs of supervised ones among them. */
export interface TokenRow {
  readonly ids: Uint32Array;
  readonly runs: readonly number[];
}

export interface CutRow extends TokenRow {
  readonly reason: Reason;
  /** Ids of the row's content that are not in it (of overflowing rows: in none of its parts). */
  readonly lost: number;
}

export interface CutRule extends Pick<DatasetSettings, 'truncation' | 'truncationSide' | 'stride'> {
  readonly maxLength: number;
}

/** A row's content with what is never cut: ids before it, and ids at its end. */
export interface Cuttable {
  readonly row: TokenRow;
  readonly head: number;
  readonly tail: number;
}

export function cutRow(cuttable: Cuttable, rule: CutRule): readonly CutRow[] {
  const { row, head, tail } = cuttable;
  const excess = row.ids.length - rule.maxLength;
  if (excess <= 0) return [{ ids: row.ids, runs: row.runs, reason: 'kept', lost: 0 }];
  expectRoom(head + tail, rule.maxLength);
  return ways[rule.truncation](cuttable, rule, excess);
}

type Way = (cuttable: Cuttable, rule: CutRule, excess: number) => readonly CutRow[];

const ways: Readonly<Record<CutRule['truncation'], Way>> = {
  side: cutSide,
  // Beside frame and stop token, a row that is laid end to end is content.
  content: cutSide,
  'keep-answer': keepAnswer,
  overflow: overflowRows,
  drop: ({ row }) => [droppedRow(row.ids.length)],
  error: ({ row }, { maxLength }) => {
    throw new TokengraftError('limit', `the row has ${row.ids.length} ids, more than the ${maxLength} it may have`);
  },
};

/** What is left of a row of `length` ids that is not to be, or cannot be, cut. */
export function droppedRow(length: number): CutRow {
  return { ids: new Uint32Array(), runs: [], reason: 'dropped-too-long', lost: length };
}

function cutSide({ row, head, tail }: Cuttable, { truncationSide }: CutRule, excess: number): readonly CutRow[] {
  const end = row.ids.length - tail;
  const gap: Gap = truncationSide === 'left' ? [head, head + excess] : [end - excess, end];
  return [{ ...without(row, [gap]), reason: `truncated-${truncationSide}`, lost: excess }];
}

/** First the prompt from its beginning, then the answer at the side that is named. */
function keepAnswer({ row, head, tail }: Cuttable, { truncationSide }: CutRule, excess: number): readonly CutRow[] {
  const answer = Math.max(head, Math.min(row.runs[0] ?? head, row.ids.length - tail));
  const ofPrompt = Math.min(excess, answer - head);
  const gaps: Gap[] = [[head, head + ofPrompt]];
  const rest = excess - ofPrompt;
  const end = row.ids.length - tail;
  if (rest > 0) gaps.push(truncationSide === 'left' ? [answer, answer + rest] : [end - rest, end]);
  return [{ ...without(row, gaps), reason: rest > 0 ? 'truncated-answer' : 'truncated-prompt', lost: excess }];
}

/** Windows over the content, each with the frame; the last one ends with what is never cut. Nothing is lost. */
function overflowRows({ row, head, tail }: Cuttable, { maxLength, stride }: CutRule): readonly CutRow[] {
  const [room, end] = [maxLength - head - tail, row.ids.length - tail];
  if (stride >= room) {
    throw new TokengraftError('bad-argument', `a stride of ${stride} leaves nothing new in a row of ${room} ids`);
  }
  const rows: CutRow[] = [];
  for (let start = head; ; start += room - stride) {
    const stop = Math.min(end, start + room);
    const gaps: Gap[] =
      stop < end
        ? [
            [head, start],
            [stop, row.ids.length],
          ]
        : [[head, start]];
    rows.push({ ...without(row, gaps), reason: 'overflow', lost: 0 });
    if (stop === end) return rows;
  }
}

type Gap = readonly [from: number, to: number];

/** The row without the ids of ascending gaps. */
function without({ ids, runs }: TokenRow, gaps: readonly Gap[]): TokenRow {
  const kept = keptBetween(gaps, ids.length);
  const out = new Uint32Array(kept.reduce((sum, [from, to]) => sum + to - from, 0));
  const outRuns: number[] = [];
  let at = 0;
  for (const [from, to] of kept) {
    out.set(ids.subarray(from, to), at);
    moveRuns(runs, [from, to], at, outRuns);
    at += to - from;
  }
  return { ids: out, runs: outRuns };
}

function keptBetween(gaps: readonly Gap[], length: number): Gap[] {
  const edges = [0, ...gaps.flat(), length];
  return Array.from({ length: gaps.length + 1 }, (_, index): Gap => [edges[2 * index] ?? 0, edges[2 * index + 1] ?? 0]);
}

/** Appends the parts of `runs` that lie in a range, moved so that the range begins at `at`. */
export function moveRuns(runs: readonly number[], [from, to]: Gap, at: number, out: number[]): void {
  for (let index = 0; index < runs.length; index += 2) {
    const begin = Math.max(from, runs[index] ?? 0) - from + at;
    const end = Math.min(to, runs[index + 1] ?? 0) - from + at;
    if (begin >= end) continue;
    if (out.length > 0 && out.at(-1) === begin) out[out.length - 1] = end;
    else out.push(begin, end);
  }
}

function expectRoom(fixed: number, maxLength: number): void {
  if (fixed < maxLength) return;
  const message = `max_length ${maxLength} leaves no room beside the ${fixed} ids that every row has`;
  throw new TokengraftError('bad-argument', message, { fixed, maxLength });
}
