// The handle by which a tokenizer travels to another thread of the process: data that structured cloning copies.

import { expectInteger } from '@tokengraft/errors';
import type { NativeTokenizer } from '@tokengraft/native';
import { refuseUnknownOptions } from './known-options.js';
import type { TokenizerSource } from './source.js';

/** Stands for a tokenizer in messages between threads of one process. Made by `share`, read by `openShared`. */
export interface SharedTokenizer {
  readonly kind: typeof sharedKind;
  /** As its files say, and with the tokens that were added: ids by which native code knows the tables. */
  readonly loaded: string;
  readonly current: string;
  readonly source: TokenizerSource;
  readonly cleanUpTokenizationSpaces: boolean;
}

export interface ShareOptions {
  /** How long the tables stay although nobody uses them, in milliseconds, while the handle is on its way. Default: a minute. */
  readonly keepFor?: number;
}

export const sharedKind = 'tokengraft.SharedTokenizer';
const minute = 60_000;
const longest = 24 * 60 * minute;

/** The handle of a tokenizer made of these parts. */
export function shareTokenizer(
  parts: {
    readonly loaded: NativeTokenizer;
    readonly current: NativeTokenizer;
    readonly source: TokenizerSource;
    readonly cleanUpTokenizationSpaces: boolean;
  },
  options: ShareOptions,
): SharedTokenizer {
  refuseUnknownOptions(options, ['keepFor']);
  const keepFor = expectInteger('options.keepFor', options.keepFor ?? minute, 0, longest);
  const { source, cleanUpTokenizationSpaces } = parts;
  const [loaded, current] = [parts.loaded.share(keepFor), parts.current.share(keepFor)];
  return { kind: sharedKind, loaded, current, source: { ...source }, cleanUpTokenizationSpaces };
}
