// Fields of a model's JSON files that hold ids of tokens, wherever they are nested.

import type { JsonPath } from '@tokengraft/documents';

export interface IdField {
  readonly path: JsonPath;
  readonly value: unknown;
  /** The field's meaning is known; others are taken for ids by their names, and reported. */
  readonly known: boolean;
}

const byName = /_token_(id|ids|index|indices)$/;

const knownNames =
  /^(bos|eos|pad|unk|sep|cls|mask|decoder_start|forced_bos|forced_eos|image|video|audio|boi|eoi|boa|eoa|vision_start|vision_end|vision|no_timestamps|prev_sot|user|assistant)_token_(id|ids|index)$/;

/** Lists of ids, or of lists of them. */
const lists: ReadonlySet<string> = new Set([
  'suppress_tokens',
  'begin_suppress_tokens',
  'bad_words_ids',
  'force_words_ids',
]);

/** Objects whose values are ids. */
const maps: ReadonlySet<string> = new Set(['lang_to_id', 'task_to_id']);

/** Lists of [position, id]. */
const positioned = 'forced_decoder_ids';

export function findIdFields(value: unknown, path: JsonPath = []): IdField[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => findIdFields(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const here = [...path, key];
    if (byName.test(key)) return [{ path: here, value: item, known: knownNames.test(key) }];
    const isKnown = lists.has(key) || maps.has(key) || key === positioned;
    return isKnown ? [{ path: here, value: item, known: true }] : findIdFields(item, here);
  });
}

/** Every id that the field names; negative numbers mean none. */
export function idsIn({ path, value }: IdField): number[] {
  if (path.at(-1) === positioned)
    return Array.isArray(value) ? value.flatMap((pair: unknown) => idsOf(lastOf(pair))) : [];
  return idsOf(value);
}

/** Whether ids may vanish from the field without changing what the model means. */
export function isListOfForbidden({ path }: IdField): boolean {
  return lists.has(String(path.at(-1)));
}

/** The field's value with every id mapped; entries of lists whose ids are gone are left out. */
export function mapField(field: IdField, newIdOf: (id: number) => number | undefined): unknown {
  const { path, value } = field;
  if (path.at(-1) !== positioned || !Array.isArray(value)) return mapValue(value, newIdOf);
  return value.map((pair: unknown) =>
    Array.isArray(pair) ? [...pair.slice(0, -1), mapValue(pair.at(-1), newIdOf)] : pair,
  );
}

function mapValue(value: unknown, newIdOf: (id: number) => number | undefined): unknown {
  if (typeof value === 'number') return value < 0 ? value : newIdOf(value);
  if (Array.isArray(value)) return mapList(value, newIdOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapValue(item, newIdOf)]));
}

function mapList(list: readonly unknown[], newIdOf: (id: number) => number | undefined): unknown[] {
  const mapped = list.map((item) => mapValue(item, newIdOf));
  // A forbidden word that lost a token can no longer be written: it is left out whole.
  return mapped.filter((item, index) => {
    const old = list[index];
    return Array.isArray(item) && Array.isArray(old) ? item.length === old.length : item !== undefined;
  });
}

function idsOf(value: unknown): number[] {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(idsOf);
}

function lastOf(pair: unknown): unknown {
  return Array.isArray(pair) ? pair.at(-1) : undefined;
}
