// A JSON array of strings, or of objects with the fields of an added token as Hugging Face writes them.

import { parseJson } from '@tokengraft/documents';
import type { TokenInput } from '@tokengraft/tokenizer';
import type { ReadTokens } from './read-tokens.js';
import { tokenFileError } from './token-file-error.js';

export const readJsonArray: ReadTokens = (text, file) => {
  const value = parseJson(text, file);
  if (!Array.isArray(value))
    throw tokenFileError(file, undefined, `expected a JSON array of tokens, found ${kindOf(value)}`);
  const tokens = value.map((item: unknown, index) => readItem(item, `element ${index + 1}`, file));
  const withIds = value.filter((item) => isObject(item) && 'id' in item).length;
  return { tokens, notes: withIds === 0 ? [] : ['ids in it are not used: every new token gets the next free id'] };
};

/** The names of the fields in files and in our options; the ones without an option say nothing about the new token. */
const flagOptions: Readonly<Record<string, 'special' | 'singleWord' | 'lstrip' | 'rstrip' | 'normalized'>> = {
  special: 'special',
  single_word: 'singleWord',
  singleWord: 'singleWord',
  lstrip: 'lstrip',
  rstrip: 'rstrip',
  normalized: 'normalized',
};
const silentFields = new Set(['content', 'id', '__type']);

function readItem(item: unknown, place: string, file: string): TokenInput {
  if (typeof item === 'string') return readContent(item, place, file);
  if (!isObject(item))
    throw tokenFileError(file, undefined, `${place} is ${kindOf(item)}; expected a string or an object`);
  const flags = Object.entries(item).filter(([field]) => !silentFields.has(field));
  const read = flags.map(([field, value]) => readFlag(field, value, place, file));
  return { content: readContent(item['content'], `${place}, content`, file), ...Object.fromEntries(read) };
}

function readFlag(field: string, value: unknown, place: string, file: string): [string, boolean] {
  const option = Object.hasOwn(flagOptions, field) ? flagOptions[field] : undefined;
  if (option === undefined) {
    const known = ['content', 'special', 'single_word', 'lstrip', 'rstrip', 'normalized'].join(', ');
    throw tokenFileError(
      file,
      undefined,
      `${place} has the unknown field ${JSON.stringify(field)}; fields are ${known}`,
    );
  }
  if (typeof value !== 'boolean')
    throw tokenFileError(file, undefined, `${place}, ${field} is ${kindOf(value)}; expected true or false`);
  return [option, value];
}

function readContent(value: unknown, place: string, file: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw tokenFileError(
    file,
    undefined,
    `${place} is ${value === '' ? 'an empty string' : kindOf(value)}; expected a token`,
  );
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return value === null ? 'null' : 'missing';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
