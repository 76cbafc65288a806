// remap.json: what a renumbering makes of every old id, for data that was tokenized before it.

import { join } from 'node:path';
import { isFile, parseJson, readTextFile } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';
import type { Tokenizer } from '@tokengraft/tokenizer';
import { bytesOfToken, findPieces } from '../pieces.js';

export const remapFile = 'remap.json';

export interface Remap {
  readonly schemaVersion: 1;
  readonly idsBefore: number;
  readonly idsAfter: number;
  /** By old id; null: removed. */
  readonly ids: readonly (number | null)[];
  /** By removed id: the new ids that stand for the same bytes. */
  readonly replacements: Readonly<Record<string, readonly number[]>>;
}

export function renderRemap(before: Tokenizer, after: Tokenizer, ids: Int32Array): string {
  const finder = findPieces(after);
  const replacements: Record<string, readonly number[]> = {};
  for (const [id, mapped] of ids.entries()) {
    if (mapped >= 0 || before.idToToken(id) === undefined) continue;
    const bytes = bytesOfToken(before, id);
    const pieces = finder.ofBytes(bytes);
    if (pieces.length > 0) replacements[id] = pieces;
  }
  const remap: Remap = {
    schemaVersion: 1,
    idsBefore: ids.length,
    idsAfter: after.idBound,
    ids: Array.from(ids, (id) => (id < 0 ? null : id)),
    replacements,
  };
  return `${JSON.stringify(remap)}\n`;
}

/** Reads a remap.json, or that of a model folder. Fails with `bad-file` for one that lies. */
export async function readRemap(source: string): Promise<Remap> {
  const inside = join(source, remapFile);
  const file = (await isFile(inside)) ? inside : source;
  const value = parseJson(await readTextFile(file), file);
  const { ids, idsAfter, replacements } = (typeof value === 'object' && value !== null ? value : {}) as Partial<Remap>;
  const isId = (id: unknown): boolean => Number.isInteger(id) && Number(id) >= 0 && Number(id) < (idsAfter ?? 0);
  const areIds = Array.isArray(ids) && ids.every((id) => id === null || isId(id));
  const areLists =
    typeof replacements === 'object' &&
    replacements !== null &&
    Object.values(replacements).every((list) => Array.isArray(list) && list.every(isId));
  if (areIds && areLists) return value as Remap;
  const message = `${file} is no remap.json: expected ids, idsAfter and replacements that fit each other`;
  throw new TokengraftError('bad-file', message, { file });
}
