// Which tokens the files beside a vocabulary add to it, and which of all tokens are special.

import { join } from 'node:path';
import { TokengraftError } from '@tokengraft/errors';
import type { NativeTokenizer } from '@tokengraft/native';
import { isJsonObject, type Companions, type JsonObject } from './companions.js';

/** What transformers calls `bos_token`, `eos_token` and so on. */
export type Role = 'bos' | 'eos' | 'unk' | 'sep' | 'pad' | 'cls' | 'mask';
export const roles: readonly Role[] = ['bos', 'eos', 'unk', 'sep', 'pad', 'cls', 'mask'];

/** A token as tokenizer.json lists it, but for its id. */
export interface OutlineToken {
  readonly content: string;
  readonly single_word: boolean;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  readonly normalized: boolean;
  readonly special: boolean;
}

export type RoleTokens = Readonly<Partial<Record<Role, OutlineToken>>>;

/** The tokens in their roles: as the settings say, else those of the class that the vocabulary has. */
export function readRoles(
  beside: Companions,
  usual: Readonly<Partial<Record<Role, unknown>>>,
  vocabulary: NativeTokenizer,
): RoleTokens {
  const entries = roles.flatMap((role) => {
    const field = `${role}_token`;
    const written = beside.config[field] ?? beside.specialTokensMap[field];
    const value = written ?? usual[role];
    if (value === undefined || value === null) return [];
    const token = readSpecial(value, field, beside);
    const isMeant = written !== undefined || vocabulary.tokenToId(token.content) !== undefined;
    return isMeant ? [[role, token] as const] : [];
  });
  return Object.fromEntries(entries);
}

/**
 * Every added token with its id: those with an id in a file, and special ones that the vocabulary has or that follow
 * behind it, as transformers adds them.
 */
export function readAddedTokens(
  beside: Companions,
  inRoles: RoleTokens,
  vocabulary: NativeTokenizer,
): readonly (OutlineToken & { readonly id: number })[] {
  const ids = new Map<string, number>();
  const tokens = new Map<string, OutlineToken>();
  for (const [content, id] of Object.entries(beside.addedTokens)) {
    ids.set(content, expectId(id, `added_tokens.json: ${content}`, beside));
    tokens.set(content, { ...plain, content });
  }
  for (const token of [...Object.values(inRoles), ...readFurther(beside)]) tokens.set(token.content, token);
  for (const [key, entry] of Object.entries(readDecoder(beside))) {
    const token = readToken(entry, `added_tokens_decoder.${key}`, beside);
    ids.set(token.content, expectId(Number(key), `added_tokens_decoder.${key}`, beside));
    tokens.set(token.content, token);
  }
  return withIds([...tokens.values()], ids, vocabulary);
}

function withIds(
  tokens: readonly OutlineToken[],
  ids: ReadonlyMap<string, number>,
  vocabulary: NativeTokenizer,
): readonly (OutlineToken & { readonly id: number })[] {
  let next = Math.max(vocabulary.idBound(), ...[...ids.values()].map((id) => id + 1));
  return tokens
    .map((token) => ({ id: ids.get(token.content) ?? vocabulary.tokenToId(token.content) ?? next++, ...token }))
    .sort((a, b) => a.id - b.id);
}

const plain = { single_word: false, lstrip: false, rstrip: false, normalized: true, special: false };
const special = { ...plain, normalized: false, special: true };

/** Special tokens without a role. */
function readFurther(beside: Companions): OutlineToken[] {
  const fields = ['additional_special_tokens', 'extra_special_tokens'] as const;
  return fields.flatMap((field) => {
    const value = beside.config[field] ?? beside.specialTokensMap[field] ?? [];
    const list: readonly unknown[] = Array.isArray(value)
      ? value
      : isJsonObject(value)
        ? Object.values(value)
        : [value];
    return list.map((item) => readSpecial(item, field, beside));
  });
}

function readDecoder(beside: Companions): JsonObject {
  const decoder = beside.config['added_tokens_decoder'] ?? {};
  return isJsonObject(decoder) ? decoder : refuse('added_tokens_decoder', 'an object', beside);
}

/** A content, or an object of flags with it. */
function readSpecial(value: unknown, field: string, beside: Companions): OutlineToken {
  if (typeof value === 'string' && value !== '') return { ...special, content: value };
  return { ...readToken(value, field, beside), special: true };
}

function readToken(value: unknown, field: string, beside: Companions): OutlineToken {
  if (!isJsonObject(value)) return refuse(field, 'a token', beside);
  const { content } = value;
  if (typeof content !== 'string' || content === '') return refuse(`${field}.content`, 'a string', beside);
  const isSpecial = value['special'] === true;
  const flag = (name: keyof typeof plain, otherwise: boolean): boolean => {
    const given = value[name] ?? otherwise;
    return typeof given === 'boolean' ? given : refuse(`${field}.${name}`, 'true or false', beside);
  };
  return {
    content,
    single_word: flag('single_word', false),
    lstrip: flag('lstrip', false),
    rstrip: flag('rstrip', false),
    normalized: flag('normalized', !isSpecial),
    special: isSpecial,
  };
}

function expectId(id: unknown, field: string, beside: Companions): number {
  return Number.isInteger(id) && Number(id) >= 0 ? Number(id) : refuse(field, 'an id', beside);
}

function refuse(field: string, expected: string, { folder }: Companions): never {
  const file = field.startsWith('added_tokens.json') ? 'added_tokens.json' : 'tokenizer_config.json';
  const message = `${join(folder, file)}: ${field.replace(/^added_tokens\.json: /, '')}: expected ${expected}`;
  throw new TokengraftError('bad-file', message, { file: join(folder, file), field });
}
