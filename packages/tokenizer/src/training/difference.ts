// How two segmentations of one text differ: stretches between the places where both cut.

import type { NativeEncoding, NativeTokenizer } from '@tokengraft/native';

export interface TextDifference {
  readonly file: string;
  /** The text's number among those compared, from 1. */
  readonly line: number;
  readonly text: string;
  /** Pieces of the text, token by token. */
  readonly a: readonly string[];
  readonly b: readonly string[];
  /** A sentence. */
  readonly why: string;
}

interface Found {
  readonly difference: TextDifference;
  /** A token that both have stands where the first tokenizer has others. */
  readonly outside: boolean;
  readonly newTokens: readonly { readonly id: number; readonly saved: number }[];
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

type Both<T> = readonly [T, T];

export function differenceOf(place: Place, tokenizers: Both<NativeTokenizer>, encodings: Both<NativeEncoding>): Found {
  const [a, b] = alignable(encodings.map((encoding, index) => spansOf(encoding, tokenizers[index as 0 | 1])));
  const reasons: string[] = [];
  const newTokens: { id: number; saved: number }[] = [];
  let outside = false;
  for (const stretch of stretchesOf(a ?? [], b ?? [])) {
    const [ofA, ofB] = stretch;
    if (ofA.length === ofB.length && ofA.every(({ name }, index) => name === ofB[index]?.name)) continue;
    const fresh = ofB.filter(({ name }) => tokenizers[0].tokenToId(name) === undefined);
    const replaced = ofA.length - ofB.length;
    for (const [index, { id }] of fresh.entries()) newTokens.push({ id, saved: index === 0 ? replaced : 0 });
    const others = ofB.filter((span) => !fresh.includes(span) && !ofA.some((old) => isAt(old, span)));
    if (others.length > 0) outside = true;
    reasons.push(reasonFor(place.text, stretch, { fresh, others }));
  }
  const difference = {
    ...place,
    a: piecesOf(place.text, a ?? []),
    b: piecesOf(place.text, b ?? []),
    why: reasons[0] ?? '',
  };
  return { difference, outside, newTokens };
}

interface TokenSpan {
  readonly id: number;
  readonly name: string;
  /** In the text, for show: tokens that share a character share its place. */
  readonly begin: number;
  readonly end: number;
  /** Where it ends, exactly. */
  readonly stop: number;
}

/** Exact places are sums of the tokens' own bytes; `begin` and `end` know whole characters only. */
function spansOf({ ids, offsets }: NativeEncoding, tokenizer: NativeTokenizer): TokenSpan[] {
  let stop = 0;
  return Array.from(ids, (id, index) => {
    const name = tokenizer.idToToken(id) ?? '';
    stop += bytesOf(name);
    return { id, name, begin: offsets[2 * index] ?? 0, end: offsets[2 * index + 1] ?? 0, stop };
  });
}

/** A byte token is one byte, stand-ins for bytes are as long on both sides. */
function bytesOf(name: string): number {
  return /^<0x[0-9A-F]{2}>$/.test(name) ? 1 : Buffer.byteLength(name);
}

/** Tokenizers that write bytes in other ways are compared by characters. */
function alignable([a = [], b = []]: readonly TokenSpan[][]): readonly TokenSpan[][] {
  if (a.at(-1)?.stop === b.at(-1)?.stop) return [a, b];
  return [a, b].map((spans) => spans.map((span) => ({ ...span, stop: span.end })));
}

function isAt(a: TokenSpan, b: TokenSpan): boolean {
  return a.name === b.name && a.stop === b.stop;
}

/** Parts of both that begin and end at the same place and hold no such place inside. */
function* stretchesOf(a: readonly TokenSpan[], b: readonly TokenSpan[]): Generator<Both<TokenSpan[]>> {
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [beginOfA, beginOfB] = [i, j];
    let [stopOfA, stopOfB] = [a[i++]?.stop ?? 0, b[j++]?.stop ?? 0];
    while (stopOfA !== stopOfB && (stopOfA < stopOfB ? i < a.length : j < b.length)) {
      if (stopOfA < stopOfB) stopOfA = a[i++]?.stop ?? stopOfA;
      else stopOfB = b[j++]?.stop ?? stopOfB;
    }
    // Tokens that add nothing belong to what stands before them.
    while (i < a.length && (a[i]?.stop ?? 0) <= stopOfA) i++;
    while (j < b.length && (b[j]?.stop ?? 0) <= stopOfB) j++;
    yield [a.slice(beginOfA, i), b.slice(beginOfB, j)];
  }
}

function reasonFor(
  text: string,
  [ofA, ofB]: Both<readonly TokenSpan[]>,
  { fresh, others }: { readonly fresh: readonly TokenSpan[]; readonly others: readonly TokenSpan[] },
): string {
  const begin = Math.min(...[...ofA, ...ofB].map((span) => span.begin));
  const end = Math.max(...[...ofA, ...ofB].map((span) => span.end));
  const where = JSON.stringify(text.slice(begin, end));
  const names = (spans: readonly TokenSpan[]): string => spans.map(({ name }) => name).join(' ');
  const what = `${where}: ${names(ofA)} became ${names(ofB)}`;
  if (fresh.length === 0) return `${what}; no token of it is new`;
  return others.length === 0
    ? `${what}; new: ${names(fresh)}`
    : `${what}; new: ${names(fresh)}, which changed its neighbours: ${names(others)}`;
}

/** Parts of the text; of tokens that share a character the first has it, the others are ''. */
export function piecesOf(text: string, spans: readonly Pick<TokenSpan, 'begin' | 'end'>[]): string[] {
  let done = 0;
  return spans.map(({ begin, end }) => {
    const piece = text.slice(Math.max(begin, done), Math.max(end, done));
    done = Math.max(done, end);
    return piece;
  });
}
