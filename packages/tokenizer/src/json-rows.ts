// Blocks of JSON lines to rows of ids in one native call, for data sets: columns laid end to end, and which ids are
// supervised. What is not plain is left, line by line.

import { native, type NativeRowColumn } from '@tokengraft/native';
import { specialPolicies, type SpecialPolicy } from './options.js';
import { nativeOf, type Tokenizer } from './tokenizer.js';

/** What stands behind the text of a column. */
export type TurnEnd = 'nothing' | 'stop' | 'supervised-stop';

export interface JsonRowColumn {
  readonly name: string;
  readonly supervised: boolean;
  /** A row without the column is as one with an empty text. */
  readonly optional: boolean;
  /** An empty text is no turn. */
  readonly skipEmpty: boolean;
  readonly end: TurnEnd;
}

export interface JsonRowRule {
  /** The first whose keys a row has is its shape; rows of one without columns are left. */
  readonly shapes: readonly { readonly keys: readonly string[]; readonly columns: readonly JsonRowColumn[] }[];
  readonly separator: string;
  readonly stop: number;
  /** Ids around each row. */
  readonly prefix: Uint32Array;
  readonly suffix: Uint32Array;
  readonly special: SpecialPolicy;
  /** In bytes; longer lines are left. */
  readonly longestLine: number;
}

/**
 * Rows, a row after another: the number of ids, the number of words of its runs, 0, the line's number, six words of 0;
 * the runs (begin, end) of supervised ids; the ids. `left` has four numbers a line that was left: its number in the
 * block, its first byte, the byte behind its last, and before which word its rows belong.
 */
export interface JsonRowBlock {
  /** Valid until the next block. */
  readonly words: Uint32Array;
  readonly left: Uint32Array;
  readonly rows: number;
  readonly lines: number;
}

export interface JsonRows {
  /** Encodes a block of whole lines, which are numbered from `firstLine`. */
  encode(lines: Uint8Array, firstLine: number): JsonRowBlock;
}

const ends: Readonly<Record<TurnEnd, NativeRowColumn['end']>> = { nothing: 0, stop: 1, 'supervised-stop': 2 };

/** Makes the encoder of a rule. Tokens that are added to `tokenizer` later are not seen. */
export function createJsonRows(tokenizer: Tokenizer, rule: JsonRowRule): JsonRows {
  const shapes = rule.shapes.map(({ keys, columns }) => ({
    keys,
    columns: columns.map((column) => ({ ...column, end: ends[column.end] })),
  }));
  const rows = new (native().JsonRows)(nativeOf(tokenizer), {
    ...rule,
    shapes,
    special: specialPolicies[rule.special],
  });
  let target = new Uint32Array(1 << 18);
  return {
    encode: (lines, firstLine) => {
      const { words, own, left, rows: count, lines: lineCount } = rows.encode(lines, firstLine, target);
      // Blocks are much alike: the next one will fit.
      if (own !== undefined) target = new Uint32Array(words + words / 4);
      return { words: own ?? target.subarray(0, words), left, rows: count, lines: lineCount };
    },
  };
}
