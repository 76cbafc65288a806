// What the addon exports, in TypeScript: the contract between addon/ (C++) and the packages. The addon refuses wrong
// JavaScript types with a TypeError and converts; it has no defaults, so every argument is required.
// Failures reject or throw TokengraftError (see errors.ts); asynchronous calls run off the main thread.

import type { NativeCodePlan, NativeFillPlan, NativeMatrix, NativeRowCodes, NativeRowSurvey } from './row-kernels.js';

/** 0 = match, 1 = literal, 2 = refuse (see tokengraft/tokenizer.h). */
export type SpecialPolicyNumber = 0 | 1 | 2;
/** 0 = none, 1 = UTF-8 bytes, 2 = UTF-16 units (JavaScript string indices), 3 = code points. */
export type OffsetUnitNumber = 0 | 1 | 2 | 3;

export interface NativeAddedToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
  readonly singleWord: boolean;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  readonly normalized: boolean;
}

/** Many added tokens as columns: as objects they would take longer to hand over than to add. */
export interface NativeTokenColumns {
  readonly ids: Uint32Array;
  readonly contents: readonly string[];
  /** A byte each; its bits from the lowest on: special, singleWord, lstrip, rstrip, normalized. */
  readonly flags: Uint8Array;
}

export interface NativeOpenOptions {
  /** 'vocab.json' stands for GPT-2's two files. */
  readonly format: 'tokenizer.json' | 'tiktoken' | 'tekken.json' | 'tokenizer.model' | 'vocab.json';
  /** tiktoken: the split pattern's source; '' otherwise. */
  readonly pattern: string;
  /** tiktoken: special tokens; [] otherwise. */
  readonly specialTokens: readonly NativeAddedToken[];
  /** vocab.json: the merges.txt that belongs to it, as a path in the form that openTokenizer takes; '' otherwise. */
  readonly mergesPath: string;
  /**
   * tokenizer.model and vocab.json: what the files do not hold, as a tokenizer.json without a vocabulary writes it; ''
   * for nothing, and otherwise.
   */
  readonly outline: string;
}

export interface NativeEncoding {
  readonly ids: Uint32Array;
  /** Two numbers an id, in the unit asked for; empty for unit 0. */
  readonly offsets: Uint32Array;
  readonly typeIds: Uint8Array;
  readonly specialTokensMask: Uint8Array;
  /** -1: no word. */
  readonly wordIds: Int32Array;
  /** 0 or 1; -1: inserted by a template. */
  readonly sequenceIds: Int32Array;
}

/** Text i of a batch has ids.subarray(begins[i], begins[i + 1]). */
export interface NativeBatch {
  readonly ids: Uint32Array;
  readonly begins: Float64Array;
}

export interface NativeTokenizer {
  /** A Uint8Array is UTF-8; what is not fails with bad-argument. */
  encode(text: string | Uint8Array, addSpecialTokens: boolean, special: SpecialPolicyNumber): Uint32Array;
  /** How many ids the text has; the first of them, as many as fit, are written into `target`. */
  encodeInto(
    text: string | Uint8Array,
    target: Uint32Array,
    addSpecialTokens: boolean,
    special: SpecialPolicyNumber,
  ): number;
  encoding(
    text: string,
    pair: string | undefined,
    addSpecialTokens: boolean,
    special: SpecialPolicyNumber,
    unit: OffsetUnitNumber,
  ): NativeEncoding;
  /** The same off the main thread, for long texts. */
  encodingAsync(
    text: string,
    pair: string | undefined,
    addSpecialTokens: boolean,
    special: SpecialPolicyNumber,
    unit: OffsetUnitNumber,
    cancel: NativeCancel | undefined,
  ): Promise<NativeEncoding>;
  /** Above `limit` the answer may be any number that is. */
  count(text: string | Uint8Array, addSpecialTokens: boolean, special: SpecialPolicyNumber, limit?: number): number;
  /** UTF-16 units before the last place where `text` can be cut so that both sides encode as they do together; 0: none. */
  lastSeam(text: string): number;
  /**
   * threads 0 = all cores; 1024 at most, here and below. Raising `cancel` rejects with an AbortError (see cancel.ts).
   * `device` is a library that loadDevice has loaded; what it cannot run rejects with 'unsupported'.
   */
  encodeBatch(
    texts: readonly string[],
    addSpecialTokens: boolean,
    special: SpecialPolicyNumber,
    threads: number,
    cancel: NativeCancel | undefined,
    device?: string,
  ): Promise<NativeBatch>;
  countBatch(
    texts: readonly string[],
    addSpecialTokens: boolean,
    special: SpecialPolicyNumber,
    threads: number,
    cancel: NativeCancel | undefined,
    device?: string,
  ): Promise<Float64Array>;
  decode(ids: Uint32Array, skipSpecialTokens: boolean): string;
  decodeBytes(ids: Uint32Array, skipSpecialTokens: boolean): Uint8Array;
  tokenToId(token: string): number | undefined;
  idToToken(id: number): string | undefined;
  /** Of each id below the largest plus one; holes are undefined. */
  tokens(): (string | undefined)[];
  size(): number;
  /** The largest id plus one. */
  idBound(): number;
  /** By ascending id. */
  addedTokens(): NativeTokenColumns;
  /** A new tokenizer and the ids of the tokens. */
  withAddedTokens(contents: readonly string[], flags: Uint8Array): { tokenizer: NativeTokenizer; ids: Uint32Array };
  /** An id by which another environment of the process opens it; it stays alive that long even if nobody uses it. */
  share(milliseconds: number): string;
  /** One JSON object as text: what the tokenizer is made of. */
  describe(): string;
  /** Lets go of the tables now instead of when the object is collected; running batches keep them. Later calls throw. */
  close(): void;
}

/** A flag shared with running native jobs. */
export interface NativeCancel {
  cancel(): void;
}

/** How words are counted; see tokengraft/training.h, as for the types below. */
export interface NativeWordOptions {
  /** In bytes, 4 to 65535. */
  readonly longestWord: number;
  /** In bytes; 0: no limit. */
  readonly memoryBudget: number;
  readonly spillFolder: string;
  /** What begins a word inside pieces; '': a piece is a word. */
  readonly wordMark: string;
}

export interface NativeBpeGoal {
  readonly tokens: number;
  readonly firstId: number;
  readonly minCount: number;
  /** In bytes; 0: any. */
  readonly longestToken: number;
  readonly continuingPrefix: string;
  readonly ownTextIsAPiece: boolean;
  readonly wordMark: string;
  readonly forced: readonly string[];
  readonly excluded: readonly Uint8Array[];
}

/** Columns: merge i joins left[i] and right[i] to the id firstId + i. */
export interface NativeLearnedBpe {
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly counts: Float64Array;
  readonly saved: Float64Array;
  readonly tokensBefore: number;
  /** Of each old id, before any merge. */
  readonly uses: Float64Array;
  readonly unforced: readonly string[];
}

export interface NativeUnigramGoal {
  readonly pieces: number;
  readonly longestPiece: number;
  readonly seeds: number;
  readonly shrinking: number;
  readonly rounds: number;
  readonly wordMark: string;
}

export interface NativeWordSummary {
  readonly words: number;
  /** Of the distinct words. */
  readonly wordBytes: number;
  readonly occurrences: number;
  readonly cut: number;
  /** Of the texts, and their runs of anything but white space; of files of counts nobody knows. */
  readonly bytes: number;
  readonly runs: number;
  readonly spilled: number;
}

/** The words of a corpus. Jobs of one run one after the other. */
export interface NativeWords {
  addLines(bytes: Uint8Array, weight: number, threads: number, cancel: NativeCancel | undefined): Promise<void>;
  addTexts(texts: readonly string[], weight: number, threads: number, cancel: NativeCancel | undefined): Promise<void>;
  /** `label` is one line. */
  save(path: string, label: string): Promise<void>;
  load(path: string, label: string): Promise<void>;
  summary(): Promise<NativeWordSummary>;
  /** Code points, the most frequent first. */
  characters(): Promise<{ readonly characters: Float64Array; readonly counts: Float64Array }>;
  learnBpe(
    tokenizer: NativeTokenizer,
    goal: NativeBpeGoal,
    cancel: NativeCancel | undefined,
  ): Promise<NativeLearnedBpe>;
  learnUnigram(
    alphabet: readonly string[],
    goal: NativeUnigramGoal,
    cancel: NativeCancel | undefined,
  ): Promise<{ readonly pieces: readonly string[]; readonly scores: Float64Array }>;
}

/** See tokengraft/json_rows.h, as for the types below. */
export interface NativeRowColumn {
  readonly name: string;
  readonly supervised: boolean;
  readonly optional: boolean;
  readonly skipEmpty: boolean;
  /** 0 = nothing behind its text, 1 = the stop token, 2 = the stop token, supervised. */
  readonly end: 0 | 1 | 2;
}

export interface NativeRowRule {
  readonly shapes: readonly { readonly keys: readonly string[]; readonly columns: readonly NativeRowColumn[] }[];
  readonly separator: string;
  readonly stop: number;
  readonly prefix: Uint32Array;
  readonly suffix: Uint32Array;
  readonly special: SpecialPolicyNumber;
  readonly longestLine: number;
}

export interface NativeRows {
  readonly words: number;
  /** The words, where they did not fit into the target. */
  readonly own: Uint32Array | undefined;
  /** Four numbers a line that was left: line, begin, end, word. */
  readonly left: Uint32Array;
  readonly rows: number;
  readonly lines: number;
}

export interface NativeJsonRows {
  /** Words are written into `target` if there is room, else into an array of their own. */
  encode(lines: Uint8Array, firstLine: number, target: Uint32Array): NativeRows;
}

/** See tokengraft/row_columns.h. Of −100 labels hold the unsigned number, 2^32 − 100. */
export interface NativeRowColumns {
  readonly ids: Uint32Array;
  readonly labels: Uint32Array;
  readonly mask: Uint8Array;
  readonly offsets: Uint32Array;
}

/** See tokengraft/stream_hash.h. */
export interface NativeStreamHash {
  update(bytes: Uint8Array): void;
  digest(): string;
}

export interface NativeBinding {
  readonly build: { readonly unicode: string; readonly pcre2: string; readonly compiler: string };
  Cancel: new () => NativeCancel;
  Words: new (tokenizer: NativeTokenizer, options: NativeWordOptions) => NativeWords;
  JsonRows: new (tokenizer: NativeTokenizer, rule: NativeRowRule) => NativeJsonRows;
  StreamHash: new () => NativeStreamHash;
  /**
   * Rows up to the first that is not finished, counted into `count`: words, rows, ids, supervised ids, longest row,
   * largest id, and 64 buckets of lengths.
   */
  countRows(words: Uint32Array, longest: number, mayBeUnsupervised: boolean, count: Uint32Array): void;
  /** Puts rows behind the first `rows` of `columns`, up to one without room or with a fate, and counts them as above. */
  appendRows(
    words: Uint32Array,
    padding: { readonly id: number; readonly least: number; readonly multiple: number; readonly left: boolean },
    columns: NativeRowColumns,
    rows: number,
    count: Uint32Array,
  ): void;

  /** A file that is open already in this process, unchanged and with equal options, is not read again. */
  openTokenizer(path: string, options: NativeOpenOptions): Promise<NativeTokenizer>;
  parseTokenizer(bytes: Uint8Array, name: string, options: NativeOpenOptions): Promise<NativeTokenizer>;
  /** What was shared under `id`; undefined where the id is unknown or its tokenizer is gone. */
  openShared(id: string): NativeTokenizer | undefined;
  /** The split pattern of a known scheme ("gpt2", "cl100k_base" …). */
  namedPattern(name: string): string;

  fillRows(plan: NativeFillPlan, threads: number, cancel: NativeCancel | undefined): Promise<void>;
  /** The bytes fillRows would write, rows in order. */
  computeRows(plan: NativeFillPlan, threads: number, cancel: NativeCancel | undefined): Promise<Uint8Array>;
  /** Rows of a table as sums of other rows of it. */
  codeRows(plan: NativeCodePlan, threads: number, cancel: NativeCancel | undefined): Promise<NativeRowCodes>;
  /** A flag byte a row: bit 0 all zero, bit 1 non-finite, bit 2 equal to an earlier row. */
  auditRows(matrix: NativeMatrix, threads: number, cancel: NativeCancel | undefined): Promise<Uint8Array>;
  /** In one reading: the flags of `auditRows` but for bit 2, and the sums of the rows with a flag in `members` (empty: all). */
  surveyRows(
    matrix: NativeMatrix,
    members: Uint8Array,
    threads: number,
    cancel: NativeCancel | undefined,
  ): Promise<NativeRowSurvey>;

  /**
   * Loads the device of a shared library (native/cuda builds one) and answers with its name: "CUDA: NVIDIA H200". Rejects
   * with 'unsupported' where library or device are not there. The word "processor" instead of a path names the processor.
   */
  loadDevice(library: string): Promise<string>;
  /**
   * Lets matrix operations run on the device, loaded as by loadDevice, and on the processor where it fails. Throws
   * 'unsupported', the processor staying in use, where library or device are not there.
   */
  useDevice(library: string): void;
  /** What matrix operations run on: "processor: AMX", "CUDA: NVIDIA H200". */
  device(): string;

  copyRange(
    source: string,
    sourceOffset: number,
    target: string,
    targetOffset: number,
    length: number,
    cancel: NativeCancel | undefined,
  ): Promise<void>;
  /** False where the file system cannot share blocks. */
  cloneFile(source: string, target: string): Promise<boolean>;
  /** undefined: equal; else the first differing byte of the ranges. */
  compareRanges(
    a: string,
    aOffset: number,
    b: string,
    bOffset: number,
    length: number,
    cancel: NativeCancel | undefined,
  ): Promise<number | undefined>;
  /** False where the system cannot swap two paths in one step. */
  exchangePaths(a: string, b: string): Promise<boolean>;
}
