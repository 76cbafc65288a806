// The tokenizer's side of an extension: which tokens get which ids, and of which old pieces each new one is made.

import { TokengraftError } from '@tokengraft/errors';
import { loadTokenizer, type AddedToken, type TokenInput, type Tokenizer } from '@tokengraft/tokenizer';
import { carryListOver, listOfAddedTokens } from './carry-over.js';
import type { ChangedVocabulary } from './changed-vocabulary.js';
import { bytesOfToken, findPieces } from './pieces.js';
import { planTokenizerFiles } from './plan-files.js';
import { tokenNames } from './token-names.js';
import type { FileEdit, TokenPlan, TokenStatus } from './vocabulary-plan.js';

export interface Growth {
  readonly requests: readonly TokenInput[];
  readonly fromTokenizer: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Adds what is asked for to a copy of `before`, or to the other tokenizer when one is named. */
export async function growTokenizer(before: Tokenizer, growth: Growth): Promise<ChangedVocabulary> {
  const { requests, fromTokenizer, signal } = growth;
  refuseHugeIds(before);
  const after = fromTokenizer === undefined ? before.clone() : await loadSuccessor(before, fromTokenizer, signal);
  const requested = after.addTokens(requests);
  refuseHugeIds(after);
  const files = await planTokenizerFiles(before, after, signal);
  const added = byId(after.addedTokens);
  return {
    before,
    after,
    tokens: describeTokens(before, after, requested),
    added,
    ids: undefined,
    kept: undefined,
    files,
    write: async (folder, stop) => writeTokenizer({ before, after, added, files }, folder, stop),
  };
}

async function writeTokenizer(
  grown: Pick<ChangedVocabulary, 'before' | 'after' | 'added'> & { readonly files: readonly FileEdit[] },
  folder: string,
  stop: { readonly signal?: AbortSignal },
): Promise<string[]> {
  const saved = (await grown.after.save(folder, stop)).map(({ file }) => file);
  return saved.includes(listOfAddedTokens) ? saved : [...saved, ...(await carryListOver(grown, folder))];
}

/** A table has a row for every id below the largest; no model comes near this many. */
const maxIds = 2 ** 24;

function refuseHugeIds({ idBound, source }: Tokenizer): void {
  if (idBound <= maxIds) return;
  const message = `${source.file} has the id ${idBound - 1}; a table of so many rows is not made (limit ${maxIds})`;
  throw new TokengraftError('limit', message, { file: source.file, id: idBound - 1, limit: maxIds });
}

/** Another tokenizer may add ids and may change flags; what an id means it may not change. */
async function loadSuccessor(before: Tokenizer, source: string, signal: AbortSignal | undefined): Promise<Tokenizer> {
  const after = await loadTokenizer(source, signal === undefined ? {} : { signal });
  const names = tokenNames(after);
  for (const [id, old] of tokenNames(before).entries()) {
    const found = names[id];
    if (old === undefined || old === found) continue;
    const message = `id ${id} is ${quote(old)} in ${before.source.file}, but ${quote(found)} in ${after.source.file}; a tokenizer to extend from must keep every existing id`;
    throw new TokengraftError('id-clash', message, { id, before: old, after: found });
  }
  return after;
}

function describeTokens(before: Tokenizer, after: Tokenizer, requested: Uint32Array): TokenPlan[] {
  const addedBefore = byId(before.addedTokens);
  const addedAfter = byId(after.addedTokens);
  const asked = new Set(requested);
  const pieces = createPieceSource(before, after, addedAfter);
  const tokens: TokenPlan[] = [];
  const names = tokenNames(before);
  for (const [id, content] of tokenNames(after).entries()) {
    if (content === undefined) continue;
    const status = statusOf(names[id], addedBefore.get(id), addedAfter.get(id));
    if (status === 'existing' && !asked.has(id)) continue;
    const special = addedAfter.get(id)?.special ?? false;
    tokens.push({ content, id, special, status, pieces: status === 'new' ? pieces(id, content) : [] });
  }
  return tokens;
}

function statusOf(old: string | undefined, before: AddedToken | undefined, after: AddedToken | undefined): TokenStatus {
  if (old === undefined) return 'new';
  return sameFlags(before, after) ? 'existing' : 'flags-changed';
}

function sameFlags(before: AddedToken | undefined, after: AddedToken | undefined): boolean {
  if (before === undefined || after === undefined) return before === after;
  const flags = ['special', 'singleWord', 'lstrip', 'rstrip', 'normalized'] as const;
  return flags.every((flag) => before[flag] === after[flag]);
}

/** An added token stands for its content; a token of another vocabulary for the bytes it decodes to. */
function createPieceSource(
  before: Tokenizer,
  after: Tokenizer,
  added: ReadonlyMap<number, AddedToken>,
): (id: number, content: string) => readonly number[] {
  const finder = findPieces(before);
  return (id, content) => (added.has(id) ? finder.ofText(content) : finder.ofBytes(bytesOfToken(after, id)));
}

export function byId(tokens: readonly AddedToken[]): ReadonlyMap<number, AddedToken> {
  return new Map(tokens.map((token) => [token.id, token]));
}

export function quote(token: string | undefined): string {
  return token === undefined ? 'nothing' : JSON.stringify(token);
}
