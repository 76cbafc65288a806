// What a suite is given and what it answers with.

import type { Limits } from '../measure.js';
import type { Peer } from '../peers/index.js';
import type { Text } from '../texts.js';
import type { Vocabulary, VocabularyName } from '../vocabularies.js';

export interface Row {
  /** Rows of one group make one table: "cl100k, fresh". */
  readonly group: string;
  /** Their column: a text, a kind of input. */
  readonly column: string;
  readonly peer: string;
  /** Undefined where there is no figure; `note` says why. */
  readonly value: number | undefined;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  /** Half the distance between the worst and the best sample, in per cent of the median. */
  readonly spreadPercent?: number;
  /** Milliseconds of every round, or whatever was sampled. */
  readonly samples: readonly number[];
  /** The output equals the oracle's; undefined where nothing was compared. */
  readonly exact: boolean | undefined;
  readonly note?: string;
}

export interface Context {
  /** The selected peers, tokengraft first. */
  readonly peers: readonly Peer[];
  /** The selected ones among `names` that exist here, in this order. */
  vocabularies(names: readonly VocabularyName[]): Promise<Vocabulary[]>;
  /** The texts, each cut to `bytes` (default: as the caller wishes, 400 kB). */
  texts(bytes?: number): Promise<readonly Text[]>;
  readonly limits: Limits;
  /** Of the table that surgery is measured with. */
  readonly tableRows: number;
  log(line: string): void;
  /** Tells the reader of the report what is not in it. */
  skip(what: string): void;
}

export interface Suite {
  readonly title: string;
  /** How it is measured, for the reader of the report. */
  readonly about: string;
  run(context: Context): Promise<Row[]>;
}
