// A delta as a safetensors file: for each vocabulary tensor the old rows that stay (moves), the numbers and values of the
// rows that are new; every other file that differs, and the headers of the shards, as bytes.
//
//   moves/NAME   I64 [n, 3]   from, to, count
//   rows/NAME    I64 [k]      numbers of the new rows
//   values/NAME  …   [k, w]   the new rows, in the table's type
//   whole/NAME   …            a table that is stored by columns
//   header/FILE  U8           a shard's header
//   file/FILE    U8           any other file that the base does not have as it is

import { TokengraftError } from '@tokengraft/errors';
import type { SafetensorsHeader } from '@tokengraft/checkpoint';

export const deltaFormat = 'tokengraft-delta-1';

export interface DeltaFacts {
  /** Of the base, see `fingerprint`. */
  readonly base: string;
  /** Of each vocabulary tensor of the base, by name. */
  readonly tables: Readonly<Record<string, string>>;
  /** SHA-256 of every file of the result that holds no weights. */
  readonly files: Readonly<Record<string, string>>;
  /** SHA-256 of every tensor of the delta itself. */
  readonly parts: Readonly<Record<string, string>>;
}

export function factsToMetadata({ base, tables, files, parts }: DeltaFacts): ReadonlyMap<string, string> {
  return new Map([
    ['format', deltaFormat],
    ['base', base],
    ['tables', JSON.stringify(tables)],
    ['files', JSON.stringify(files)],
    ['parts', JSON.stringify(parts)],
  ]);
}

/** Fails with `bad-file` for another kind of file. */
export function factsOf({ metadata, path }: SafetensorsHeader): DeltaFacts {
  const refuse = (what: string): TokengraftError =>
    new TokengraftError('bad-file', `${path} is no delta: ${what}`, { file: path });
  if (metadata?.get('format') !== deltaFormat) throw refuse(`its format is not ${deltaFormat}`);
  const read = (key: string): Record<string, string> => {
    try {
      const value: unknown = JSON.parse(metadata.get(key) ?? '');
      const isMap =
        typeof value === 'object' && value !== null && Object.values(value).every((each) => typeof each === 'string');
      if (isMap) return value as Record<string, string>;
    } catch {
      // told below
    }
    throw refuse(`its ${key} are no object of strings`);
  };
  return { base: metadata.get('base') ?? '', tables: read('tables'), files: read('files'), parts: read('parts') };
}
