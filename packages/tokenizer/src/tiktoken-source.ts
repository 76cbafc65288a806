// Which split pattern and special tokens belong to a tiktoken rank file. The file says neither, so its published hash
// does, or the caller.

import { basename } from 'node:path';
import { TokengraftError } from '@tokengraft/errors';
import { native, type NativeAddedToken, type NativeOpenOptions } from '@tokengraft/native';
import { encodingNames, encodings, type EncodingName } from './encodings/index.js';
import { sha256 } from './sha256.js';

export type SpecialTokenIds = Readonly<Record<string, number>>;

interface RankFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** What the caller says about it. */
export interface RankFileWishes {
  readonly pattern: string | undefined;
  readonly specialTokens: SpecialTokenIds | undefined;
}

/** How to open the rank file: by the wishes where there are any, else by what is published about its ranks. */
export function tiktokenOptions(
  file: string,
  published: EncodingName | undefined,
  wishes: RankFileWishes,
): NativeOpenOptions {
  const known = published === undefined ? undefined : encodings[published];
  const pattern = wishes.pattern ?? known?.pattern ?? refuseUnknownRanks(file);
  return {
    format: 'tiktoken',
    pattern: patternSource(pattern),
    specialTokens: specialTokens(wishes.specialTokens ?? known?.specialTokens ?? {}),
    mergesPath: '',
    outline: '',
  };
}

/** Of the encodings with these ranks: the one asked for, else the one the file is named after, else the first. */
export function publishedEncoding({ file, bytes }: RankFile, pattern: string | undefined): EncodingName | undefined {
  const hash = sha256(bytes);
  const candidates = encodingNames.filter((name) => encodings[name].ranks === hash);
  if (pattern !== undefined) return candidates.find((name) => name === pattern);
  return candidates.find((name) => name === basename(file, '.tiktoken')) ?? candidates[0];
}

/** The encoding that it will be if the ranks are what the file's name says. */
export function likelyEncoding(file: string, pattern: string | undefined): EncodingName | undefined {
  const named = basename(file, '.tiktoken');
  return encodingNames.find((name) => name === named && name === (pattern ?? named));
}

function refuseUnknownRanks(file: string): never {
  const name = encodingNames.find((each) => each === basename(file, '.tiktoken'));
  const found = name === undefined ? 'is not a published rank file' : `differs from the published ranks of ${name}`;
  const message = `${file} ${found}, so its split pattern is unknown; pass --pattern (one of ${encodingNames.join(', ')}, or a regular expression)`;
  throw new TokengraftError('bad-argument', message, { file, option: 'pattern' });
}

/** A scheme's name stands for its pattern; anything else is a pattern itself. */
function patternSource(pattern: string): string {
  return /^[a-z0-9_]+$/.test(pattern) ? native().namedPattern(pattern) : pattern;
}

function specialTokens(ids: SpecialTokenIds): NativeAddedToken[] {
  const flags = { special: true, singleWord: false, lstrip: false, rstrip: false, normalized: false };
  return Object.entries(ids).map(([content, id]) => ({ id, content, ...flags }));
}
