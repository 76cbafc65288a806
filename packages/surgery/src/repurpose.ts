// Giving the id of a token that nobody needs to another string: nothing grows, one row is made anew.

import { TokengraftError, expectArray, expectBoolean, expectObject, expectString } from '@tokengraft/errors';
import { reshapeTokenizer, type AddedToken, type AddedTokenFlags, type Tokenizer } from '@tokengraft/tokenizer';
import { asEdit, type ChangedVocabulary } from './changed-vocabulary.js';
import { checkSurgeryOptions, refuseUnknown, surgeryOptionNames, type SurgeryOptions } from './extend-options.js';
import { byId, quote } from './grow-tokenizer.js';
import { refuseBuiltOn } from './vocabulary-model.js';
import { performSurgery } from './perform.js';
import { findPieces } from './pieces.js';
import type { SurgeryReport } from './surgery-report.js';
import type { TokenPlan } from './vocabulary-plan.js';

export interface RepurposeOptions extends Omit<SurgeryOptions, 'padTo'> {
  /** Which token becomes which: old string → new string, or a list. */
  readonly tokens: Readonly<Record<string, string>> | readonly Repurposing[];
  /** The new tokens are special. Default: as the old ones were. */
  readonly special?: boolean;
}

export interface Repurposing extends AddedTokenFlags {
  /** The token to take over, or its id. */
  readonly from: string | number;
  readonly to: string;
}

/**
 * Gives existing tokens of the model in `source` new strings and fresh rows, in tokenizer, tables and every file that names
 * them, and writes the result to `options.out` in one step.
 *
 * Fails with `not-found` for a token that is not there, `id-clash` for a string that another token has, `unsupported` for a
 * token that others are merged from, and as `extendVocabulary`.
 */
export async function repurposeTokens(source: string, options: RepurposeOptions): Promise<SurgeryReport> {
  refuseUnknown(options, ['tokens', 'special', ...surgeryOptionNames.filter((name) => name !== 'padTo')]);
  const settings = checkSurgeryOptions(options);
  const requests = readRequests(options);
  return performSurgery(source, {
    operation: 'repurpose',
    settings,
    change: async ({ tokenizer }) => repurpose(tokenizer, requests, settings.signal),
    recipeOptions: () => ({ tokens: requests }),
  });
}

function readRequests({ tokens, special }: RepurposeOptions): Repurposing[] {
  if (special !== undefined) expectBoolean('options.special', special);
  const list = Array.isArray(tokens)
    ? expectArray('options.tokens', tokens).map(readRequest)
    : Object.entries(expectObject('options.tokens', tokens)).map(([from, to], index) =>
        readRequest({ from, to }, index),
      );
  if (list.length === 0) throw new TokengraftError('bad-argument', 'options.tokens names no token to repurpose');
  return special === undefined ? list : list.map((request) => ({ ...request, special }));
}

function readRequest(value: unknown, index: number): Repurposing {
  const request = expectObject(`options.tokens[${index}]`, value);
  const to = expectString(`options.tokens[${index}].to`, request['to']);
  if (to === '') throw new TokengraftError('bad-argument', 'a token needs a string; options.tokens has an empty one');
  return { ...request, to } as Repurposing;
}

async function repurpose(
  before: Tokenizer,
  requests: readonly Repurposing[],
  signal: AbortSignal | undefined,
): Promise<ChangedVocabulary> {
  const renamed = resolveRequests(before, requests);
  await refuseBuiltOn(before, new Set(renamed.keys()));
  const reshaped = await reshapeTokenizer(before, { renamed, ids: undefined }, signal === undefined ? {} : { signal });
  return {
    before,
    after: reshaped.tokenizer,
    tokens: describeTokens(before, renamed),
    added: byId(reshaped.tokenizer.addedTokens),
    ids: undefined,
    kept: undefined,
    files: reshaped.files.map(asEdit),
    write: async (folder) => reshaped.save(folder),
  };
}

/** By id: what each token becomes. */
function resolveRequests(before: Tokenizer, requests: readonly Repurposing[]): ReadonlyMap<number, AddedToken> {
  const added = byId(before.addedTokens);
  const renamed = new Map<number, AddedToken>();
  const taken = new Set<string>();
  for (const { from, to, ...flags } of requests) {
    const id = findToken(before, from);
    if (renamed.has(id)) throw clash(`the token ${quote(before.idToToken(id))} is to become two tokens`, { id });
    const holder = before.tokenToId(to);
    if (holder !== undefined)
      throw clash(`${quote(to)} is a token already, with the id ${holder}`, { token: to, id: holder });
    if (taken.has(to)) throw clash(`two tokens are to become ${quote(to)}`, { token: to });
    taken.add(to);
    renamed.set(id, tokenOf(added.get(id), { id, content: to }, flags));
  }
  return renamed;
}

function findToken(before: Tokenizer, from: string | number): number {
  const id = typeof from === 'number' ? from : before.tokenToId(from);
  if (id !== undefined && before.idToToken(id) !== undefined) return id;
  const message = `${before.source.file} has no token ${JSON.stringify(from)} to repurpose`;
  throw new TokengraftError('not-found', message, { token: from });
}

/** With the flags asked for, else those that the old token had, else those of a general token. */
function tokenOf(
  old: AddedToken | undefined,
  { id, content }: Pick<AddedToken, 'id' | 'content'>,
  flags: AddedTokenFlags,
): AddedToken {
  const special = flags.special ?? old?.special ?? false;
  const keepsKind = old?.special === special;
  return {
    id,
    content,
    special,
    singleWord: flags.singleWord ?? old?.singleWord ?? false,
    lstrip: flags.lstrip ?? old?.lstrip ?? false,
    rstrip: flags.rstrip ?? old?.rstrip ?? false,
    normalized: flags.normalized ?? (keepsKind ? old.normalized : !special),
  };
}

function describeTokens(before: Tokenizer, renamed: ReadonlyMap<number, AddedToken>): TokenPlan[] {
  const finder = findPieces(before);
  const tokens = [...renamed.values()].map(({ id, content, special }): TokenPlan => {
    const replaces = before.idToToken(id) ?? '';
    return { content, id, special, status: 'repurposed', replaces, pieces: finder.ofText(content) };
  });
  return tokens.toSorted((left, right) => left.id - right.id);
}

function clash(message: string, details: Readonly<Record<string, unknown>>): TokengraftError {
  return new TokengraftError('id-clash', message, details);
}
