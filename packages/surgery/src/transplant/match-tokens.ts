// Which token of a model stands for the same text as a token of another vocabulary. Tokens are compared by the bytes they
// stand for inside a text, so that "Ġthe" is "▁the" and "<0x0A>" is "Ċ"; special tokens by their strings, then by their roles.

import type { Tokenizer } from '@tokengraft/tokenizer';
import { byteToken, bytesOfToken } from '../pieces.js';

export interface MatchOptions {
  /** Tokens for single bytes match each other. */
  readonly byteMatch: boolean;
  /** A token without a match takes the row of its longest beginning that has one. */
  readonly prefixMatch: boolean;
}

export interface Side {
  readonly tokenizer: Tokenizer;
  /** Ids from here on have no row, so they match nothing. */
  readonly rows: number;
  /** `bos` → id, and so on. */
  readonly roles: ReadonlyMap<string, number>;
}

export interface Match {
  /** The model's id. */
  readonly id: number;
  readonly how: 'same' | 'role' | 'prefix';
}

/** By donor id; ids without a match are missing. */
export function matchTokens(model: Side, donor: Side, options: MatchOptions): ReadonlyMap<number, Match> {
  const index = indexTokens(model, options);
  const matches = new Map<number, Match>();
  const { tokenizer } = donor;
  const special = new Set(tokenizer.specialTokens.map(({ id }) => id));
  for (let id = 0; id < tokenizer.idBound; id++) {
    const token = tokenizer.idToToken(id);
    if (token === undefined) continue;
    const match = special.has(id)
      ? matchSpecial(id, token, { index, model, donor })
      : matchText(tokenizer, { id, token }, { index, options });
    if (match !== undefined) matches.set(id, match);
  }
  return matches;
}

interface TokenIndex {
  readonly specials: ReadonlyMap<string, number>;
  /** By bytes, one character a byte. */
  readonly texts: ReadonlyMap<string, number>;
}

function indexTokens({ tokenizer, rows }: Side, { byteMatch }: MatchOptions): TokenIndex {
  const specials = new Map(
    tokenizer.specialTokens.filter(({ id }) => id < rows).map(({ content, id }) => [content, id]),
  );
  const ofSpecials = new Set(specials.values());
  const texts = new Map<string, number>();
  const stray: [string, number][] = [];
  for (let id = 0; id < Math.min(rows, tokenizer.idBound); id++) {
    const token = tokenizer.idToToken(id);
    if (token === undefined || ofSpecials.has(id)) continue;
    const text = textOf(tokenizer, id);
    if (byteToken.test(token)) stray.push([text, id]);
    else if (text !== '' && !texts.has(text)) texts.set(text, id);
  }
  // A byte token says what a letter of the vocabulary says; the letter was trained.
  if (byteMatch) for (const [text, id] of stray) if (!texts.has(text)) texts.set(text, id);
  return { specials, texts };
}

function textOf(tokenizer: Tokenizer, id: number): string {
  return Buffer.from(bytesOfToken(tokenizer, id)).toString('latin1');
}

function matchSpecial(
  id: number,
  token: string,
  { index, model, donor }: { readonly index: TokenIndex; readonly model: Side; readonly donor: Side },
): Match | undefined {
  const same = index.specials.get(token);
  if (same !== undefined) return { id: same, how: 'same' };
  const role = [...donor.roles].find(([, each]) => each === id)?.[0];
  const other = role === undefined ? undefined : model.roles.get(role);
  return other === undefined || other >= model.rows ? undefined : { id: other, how: 'role' };
}

function matchText(
  tokenizer: Tokenizer,
  { id, token }: { readonly id: number; readonly token: string },
  { index, options }: { readonly index: TokenIndex; readonly options: MatchOptions },
): Match | undefined {
  if (byteToken.test(token) && !options.byteMatch) return undefined;
  const text = textOf(tokenizer, id);
  const same = index.texts.get(text);
  if (same !== undefined) return { id: same, how: 'same' };
  if (!options.prefixMatch) return undefined;
  for (let length = text.length - 1; length > 0; length--) {
    const prefix = index.texts.get(text.slice(0, length));
    if (prefix !== undefined) return { id: prefix, how: 'prefix' };
  }
  return undefined;
}
