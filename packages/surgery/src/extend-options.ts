// What a caller may ask of `extendVocabulary`, and the check of it: a wrong call is refused before a file is opened.

import type { InitMethodName } from './init/index.js';
import type { OnProgress } from './progress.js';
import type { Population } from './vocabulary-plan.js';

/** A token to add: its text, or its text with the flags of an added token. */
export type TokenRequest =
  | string
  | {
      readonly content: string;
      readonly special?: boolean;
      readonly singleWord?: boolean;
      readonly lstrip?: boolean;
      readonly rstrip?: boolean;
      readonly normalized?: boolean;
    };

export interface ExtendOptions {
  /** General tokens; `special: true` in an object makes that one special. */
  readonly tokens?: readonly TokenRequest[];
  /** Special tokens: matched before anything else, skipped by decoding on request. */
  readonly specialTokens?: readonly TokenRequest[];
  /** A tokenizer (folder or file) that keeps every existing id; its additional tokens are added, its files replace the old ones. */
  readonly fromTokenizer?: string;
  /** How new rows of the input table are made. Default 'subword-mean'. */
  readonly init?: InitMethodName;
  /** How new rows of an own head and its bias are made. Default: the same as `init`. */
  readonly initHead?: InitMethodName;
  /** The number of rows becomes a multiple of it, never fewer than before. Default 1. */
  readonly padTo?: number;
  /** The rows that means are taken over: those with a token, a real name and a value, or every row. Default 'live'. */
  readonly population?: Population;
  /** Of random draws; an integer. Default 0. */
  readonly seed?: number;
  /** The folder to write. May be absent in a dry run only. */
  readonly out?: string;
  /** Replaces an existing target. Default false. */
  readonly force?: boolean;
  /** Plans and stops. Default false. */
  readonly dryRun?: boolean;
  /** Text on which tokens per word are compared. Default: the added words, each after a space. */
  readonly sample?: string;
  /** 0 = all cores. Default 0. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}
