// Tokenized data as lines: of JSON, or of ids with spaces between them.

import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileError, writeFully } from '@tokengraft/documents';
import { TokengraftError, throwIfAborted } from '@tokengraft/errors';
import type { IdMapper } from './id-mapper.js';

export interface RemapJob {
  readonly file: string;
  readonly target: string;
  readonly mapper: IdMapper;
  readonly signal: AbortSignal | undefined;
}

export async function remapLines({ file, target, mapper, signal }: RemapJob): Promise<void> {
  const out = await open(target, 'wx').catch((error: unknown) => {
    throw fileError(error, 'write', target);
  });
  try {
    let [number, position] = [0, 0];
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
      throwIfAborted(signal);
      number++;
      const where = `${file} in line ${number}`;
      const bytes = Buffer.from(`${line.trim() === '' ? line : remapLine(line, mapper, where)}\n`);
      await writeFully(out, bytes, { path: target, position });
      position += bytes.length;
    }
    await out.sync();
  } catch (error) {
    throw fileError(error, 'read', file);
  } finally {
    await out.close();
  }
}

function remapLine(line: string, mapper: IdMapper, where: string): string {
  const isPlain = /^\s*\d+(\s+\d+)*\s*$/.test(line);
  if (isPlain) return mapList(line.trim().split(/\s+/).map(Number), { mapper, where }).ids.join(' ');
  const value = parse(line, where);
  if (Array.isArray(value)) return JSON.stringify(mapList(idsIn(value, where), { mapper, where }).ids);
  if (typeof value === 'object' && value !== null) return JSON.stringify(mapRecord(value as Row, mapper, where));
  throw new TokengraftError('bad-file', `${where} is neither a list of ids nor an object with one`, { where });
}

type Row = Readonly<Record<string, unknown>>;

function parse(line: string, where: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch (error) {
    throw new TokengraftError('bad-file', `${where} is no JSON`, { where }, { cause: error });
  }
}

const idColumns: ReadonlySet<string> = new Set(['input_ids', 'ids', 'token_ids', 'tokens', 'labels']);

/** Every list of ids; lists beside them of the same length keep an element for each id. */
function mapRecord(row: Row, mapper: IdMapper, where: string): Record<string, unknown> {
  const [main, list] = Object.entries(row).find(([key, value]) => idColumns.has(key) && isIdList(value)) ?? [];
  if (main === undefined || !Array.isArray(list)) {
    const message = `${where} has no list of ids named ${[...idColumns].join(', ')}`;
    throw new TokengraftError('bad-file', message, { where });
  }
  const { counts } = mapList(idsIn(list, where), { mapper, where });
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => {
      if (!Array.isArray(value) || value.length !== list.length) return [key, value];
      if (key === main) return [key, mapAgain(list as number[], mapper, where)];
      if (idColumns.has(key) && isIdList(value)) return [key, mapLabels(value as number[], counts, { mapper, where })];
      return [key, value.flatMap((item: unknown, index) => Array.from({ length: counts[index] ?? 1 }, () => item))];
    }),
  );
}

function isIdList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}

function idsIn(list: readonly unknown[], where: string): number[] {
  if (isIdList(list)) return list as number[];
  throw new TokengraftError('bad-file', `${where} has a list that holds more than ids`, { where });
}

interface Place {
  readonly mapper: IdMapper;
  readonly where: string;
}

/** The new ids, and how many came in the place of each old one. */
function mapList(
  ids: readonly number[],
  { mapper, where }: Place,
): { readonly ids: number[]; readonly counts: number[] } {
  const counts: number[] = [];
  const mapped = ids.flatMap((id) => {
    const answer = mapper.map(id, () => where);
    counts.push(typeof answer === 'number' ? 1 : answer.length);
    return answer;
  });
  return { ids: mapped, counts };
}

/** The list was counted already. */
function mapAgain(ids: readonly number[], mapper: IdMapper, where: string): number[] {
  const [seen, removed] = [mapper.seen, mapper.removed];
  const mapped = mapList(ids, { mapper, where }).ids;
  [mapper.seen, mapper.removed] = [seen, removed];
  return mapped;
}

/** Negative labels mean "not supervised" and stay, as often as ids came in their place. */
function mapLabels(labels: readonly number[], counts: readonly number[], place: Place): number[] {
  return labels.flatMap((label, index) => {
    const count = counts[index] ?? 1;
    if (label < 0) return Array.from({ length: count }, () => label);
    const mapped = mapAgain([label], place.mapper, place.where);
    if (mapped.length === count) return mapped;
    throw new TokengraftError('bad-file', `${place.where} has labels that are not its ids`, { where: place.where });
  });
}
