// What the rows of a data set should be, worked out the plain way: one `encoding` call with offsets a text, a look at every
// id, no batches, no runs. Shares nothing with the package.

import type { Tokenizer } from '@tokengraft/tokenizer';

export interface TwinPart {
  readonly text: string;
  readonly supervised: boolean;
}

export interface TwinRow {
  readonly input_ids: number[];
  readonly attention_mask: number[];
  readonly labels: number[];
}

export interface TwinSettings {
  readonly maxLength: number;
  readonly side: 'left' | 'right';
  /** Appended and supervised. */
  readonly eosId?: number;
}

export function twinRow(
  tokenizer: Tokenizer,
  parts: readonly TwinPart[],
  { maxLength, side, eosId }: TwinSettings,
): TwinRow {
  const text = parts.map((part) => part.text).join('');
  const { ids, offsets, specialTokensMask } = tokenizer.encoding(text);
  const all = Array.from(ids, (id, index) => ({
    id,
    frame: specialTokensMask[index] === 1,
    label:
      specialTokensMask[index] !== 1 && touches(parts, offsets[2 * index] ?? 0, offsets[2 * index + 1] ?? 0)
        ? id
        : -100,
  }));
  const stop = eosId === undefined ? [] : [{ id: eosId, frame: true, label: eosId }];
  const firstInside = all.findIndex(({ frame }) => !frame);
  const lastInside = all.findLastIndex(({ frame }) => !frame);
  const prefix = firstInside < 0 ? all : all.slice(0, firstInside);
  const suffix = firstInside < 0 ? [] : all.slice(lastInside + 1);
  const inside = firstInside < 0 ? [] : all.slice(firstInside, lastInside + 1);
  const room = Math.max(0, maxLength - prefix.length - suffix.length - stop.length);
  const kept =
    inside.length <= room ? inside : side === 'left' ? inside.slice(inside.length - room) : inside.slice(0, room);
  const row = [...prefix, ...kept, ...stop, ...suffix];
  return {
    input_ids: row.map(({ id }) => id),
    attention_mask: row.map(() => 1),
    labels: row.map(({ label }) => label),
  };
}

function touches(parts: readonly TwinPart[], begin: number, end: number): boolean {
  let at = 0;
  for (const { text, supervised } of parts) {
    if (supervised && begin < at + text.length && end > at && begin < end) return true;
    at += text.length;
  }
  return false;
}
