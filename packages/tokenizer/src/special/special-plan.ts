// Applies tiktoken's sets to one text: refuses it, or says with which policy it is encoded; where no one policy fits, the
// text is split at the tokens that are allowed.

import { TokengraftError } from '@tokengraft/errors';
import type { NativeAddedToken, NativeTokenizer } from '@tokengraft/native';
import { addedTokensOf } from '../added-tokens.js';
import { pipelineFacts } from '../pipeline-facts.js';
import { ContentFinder } from './content-finder.js';
import type { CheckedSpecialSets } from './special-sets.js';

/** A text under one policy (0 matches special tokens, 1 does not), or pieces of ordinary text and ids between them. */
export type SpecialPlan = { readonly policy: 0 | 1 } | { readonly pieces: readonly SpecialPiece[] };

export type SpecialPiece =
  { readonly start: number; readonly text: string } | { readonly start: number; readonly token: NativeAddedToken };

const matching: SpecialPlan = { policy: 0 };
const literal: SpecialPlan = { policy: 1 };

export function planSpecials(tokenizer: NativeTokenizer, text: string, sets: CheckedSpecialSets): SpecialPlan {
  const rules = rulesOf(tokenizer, sets);
  const refused = rules.disallowed.first(text);
  if (refused !== undefined) refuseToken(refused.content, refused.index);
  if (rules.hasOrdinary && !rules.hasAllowed) return literal;
  if (!rules.hasOrdinary) return matching;
  if (rules.showsInText && rules.ordinary.first(text) === undefined) return matching;
  if (rules.showsInText && rules.allowed.first(text) === undefined) return literal;
  refuseUnsplittable(tokenizer, rules.allowedTokens);
  return { pieces: splitText(text, rules) };
}

function refuseToken(content: string, index: number): never {
  const message = `the text has the special token ${JSON.stringify(content)} at index ${index}; add it to special.allowed to get its id, or pass special.disallowed without it to read it as ordinary text`;
  throw new TokengraftError('special-token-in-text', message, { token: content, index });
}

interface Rules {
  readonly allowedTokens: readonly NativeAddedToken[];
  readonly hasAllowed: boolean;
  /** Whether there are special tokens that are to be read as ordinary text. */
  readonly hasOrdinary: boolean;
  readonly disallowed: ContentFinder;
  readonly ordinary: ContentFinder;
  readonly allowed: ContentFinder;
  /** Allowed special tokens, and general ones that compete with them. */
  readonly competing: ContentFinder;
  readonly byContent: ReadonlyMap<string, NativeAddedToken>;
  /** Whether a text holds a special token only if it holds its content as written. */
  readonly showsInText: boolean;
}

const known = new WeakMap<NativeTokenizer, Map<string, Rules>>();
/** Callers use few different sets. */
const rememberedSets = 16;

function rulesOf(tokenizer: NativeTokenizer, sets: CheckedSpecialSets): Rules {
  const ofTokenizer = known.get(tokenizer) ?? new Map<string, Rules>();
  known.set(tokenizer, ofTokenizer);
  const key = JSON.stringify([sets.allowed, sets.disallowed].map((set) => (set === 'all' ? set : [...set])));
  const rules = ofTokenizer.get(key) ?? makeRules(tokenizer, sets);
  if (ofTokenizer.size >= rememberedSets) ofTokenizer.clear();
  ofTokenizer.set(key, rules);
  return rules;
}

function makeRules(tokenizer: NativeTokenizer, sets: CheckedSpecialSets): Rules {
  const added = addedTokensOf(tokenizer);
  const specials = added.filter((token) => token.special);
  const isAllowed = ({ content }: NativeAddedToken): boolean => sets.allowed === 'all' || sets.allowed.has(content);
  const allowedTokens = specials.filter(isAllowed);
  const ordinary = contentsOf(specials.filter((token) => !isAllowed(token)));
  refuseUnknown(sets.allowed, specials);
  return {
    allowedTokens,
    hasAllowed: allowedTokens.length > 0,
    hasOrdinary: ordinary.length > 0,
    disallowed: new ContentFinder(sets.disallowed === 'all' ? ordinary : [...sets.disallowed]),
    ordinary: new ContentFinder(ordinary),
    allowed: new ContentFinder(contentsOf(allowedTokens)),
    competing: new ContentFinder(contentsOf(added.filter((token) => !token.special || isAllowed(token)))),
    byContent: new Map(added.map((token) => [token.content, token])),
    showsInText: pipelineFacts(tokenizer).normalizer.length === 0 || specials.every((token) => !token.normalized),
  };
}

function contentsOf(tokens: readonly NativeAddedToken[]): string[] {
  return tokens.map((token) => token.content);
}

function refuseUnknown(allowed: CheckedSpecialSets['allowed'], specials: readonly NativeAddedToken[]): void {
  if (allowed === 'all') return;
  const contents = new Set(contentsOf(specials));
  const unknown = [...allowed].find((content) => !contents.has(content));
  if (unknown === undefined) return;
  const message = `special.allowed names ${JSON.stringify(unknown)}, which is no special token of this tokenizer; see its specialTokens`;
  throw new TokengraftError('not-found', message, { token: unknown });
}

/**
 * Splitting before the pipeline equals matching inside it only where matching looks at the text as written and at nothing
 * around a content, and where no stage knows which piece of a text is the first.
 */
function refuseUnsplittable(tokenizer: NativeTokenizer, allowed: readonly NativeAddedToken[]): void {
  const { pre_tokenizer: cutters, normalizer } = pipelineFacts(tokenizer);
  const general = addedTokensOf(tokenizer).filter((token) => !token.special);
  const matched = [...allowed, ...general];
  const plain = matched.every((token) => !token.lstrip && !token.rstrip && !token.singleWord);
  const oneKind = new Set(matched.map((token) => token.normalized)).size <= 1;
  const asWritten = matched.every((token) => !token.normalized) || (oneKind && normalizer.length === 0);
  if (plain && asWritten && !cutters.includes('Metaspace')) return;
  const message =
    'this tokenizer cannot match some special tokens of a text and read others as ordinary text: its added tokens look at the text around them; allow all that the text has, or none';
  throw new TokengraftError('unsupported', message, { option: 'special' });
}

function splitText(text: string, { competing, byContent }: Rules): SpecialPiece[] {
  const pieces: SpecialPiece[] = [];
  let start = 0;
  for (const { content, index } of competing.all(text)) {
    const token = byContent.get(content);
    if (token?.special !== true) continue;
    if (index > start) pieces.push({ start, text: text.slice(start, index) });
    pieces.push({ start: index, token });
    start = index + content.length;
  }
  if (start < text.length) pieces.push({ start, text: text.slice(start) });
  return pieces;
}
