// Data that was tokenized before a renumbering, with the new ids: JSON lines, lines of ids, NumPy arrays and bare binary ids.

import path from 'node:path';
import { TokengraftError, expectBoolean, expectOneOf, expectSignal, expectString } from '@tokengraft/errors';
import { placeFile } from '../delta/place-file.js';
import { optional, refuseUnknown } from '../extend-options.js';
import { IdMapper, type RemovedPolicy } from './id-mapper.js';
import { remapBinary, type BinaryType } from './remap-binary.js';
import { remapLines } from './remap-lines.js';
import { readRemap } from './remap-file.js';

export interface RemapDataOptions {
  /** remap.json, or the model folder that holds it. */
  readonly map: string;
  readonly out: string;
  /** An id that is gone: refused with its place, replaced by the new ids of the same bytes, or left out. Default 'refuse'. */
  readonly removed?: RemovedPolicy;
  /** Of a file that is neither .jsonl, .json, .txt nor .npy: the type of its ids. */
  readonly dtype?: 'u16' | 'u32';
  readonly force?: boolean;
  readonly signal?: AbortSignal;
}

export interface RemapReport {
  readonly schemaVersion: 1;
  readonly out: string;
  /** Ids read, and of these how many were gone. */
  readonly ids: number;
  readonly removed: number;
}

/**
 * Writes the tokenized data in `file` with new ids to `options.out`, in one step. Lines of JSON are lists of ids or objects with
 * `input_ids`, `ids`, `token_ids`, `tokens` and `labels`; other lists of the same length follow where ids are replaced or left out.
 *
 * Fails with `bad-file` for an id that the map does not know, `not-found` for one that is gone (`removed: 'refuse'`),
 * `unsupported` for another format, `target-exists`, `io`.
 */
export async function remapData(file: string, options: RemapDataOptions): Promise<RemapReport> {
  refuseUnknown(options, ['map', 'out', 'removed', 'dtype', 'force', 'signal']);
  const { removed = 'refuse', force = false } = options;
  const policy = expectOneOf('options.removed', removed, ['refuse', 'replace', 'drop']);
  const signal = optional(expectSignal, 'options.signal', options.signal);
  const mapper = new IdMapper(await readRemap(expectString('options.map', options.map)), policy);
  const kind = kindOf(expectString('file', file), options.dtype);
  const out = path.resolve(expectString('options.out', options.out));
  await placeFile(out, expectBoolean('options.force', force), async (target) => {
    const job = { file, target, mapper, signal };
    if (kind === 'lines') await remapLines(job);
    else await remapBinary(job, kind);
  });
  return { schemaVersion: 1, out, ids: mapper.seen, removed: mapper.removed };
}

function kindOf(file: string, dtype: unknown): 'lines' | BinaryType {
  if (dtype !== undefined) return expectOneOf('options.dtype', dtype, ['u16', 'u32']);
  if (/\.(jsonl|ndjson|json|txt)$/.test(file)) return 'lines';
  if (file.endsWith('.npy')) return 'npy';
  const message = `${file} is of no known kind; known are .jsonl, .txt, .npy, and bare ids with dtype u16 or u32`;
  throw new TokengraftError('unsupported', message, { file });
}
