// Compares a tokenizer with recorded answers and lists the differences, so that a failure shows the texts at fault.

import type { Tokenizer } from '@tokengraft/tokenizer';

export interface OracleText {
  readonly kind: string;
  readonly text: string;
}

export interface OracleCase {
  readonly i: number;
  readonly ids: readonly number[];
  readonly off?: readonly number[];
  readonly ids_sp?: readonly number[];
  readonly dec?: string;
  readonly dec_skip?: string;
}

export interface OraclePair {
  readonly a: string;
  readonly b: string;
  readonly ids: readonly number[];
  readonly type_ids: readonly number[];
  readonly special_mask: readonly number[];
  readonly attention_mask: readonly number[];
  readonly off: readonly number[];
}

export interface Oracle {
  readonly cases: readonly OracleCase[];
  readonly pairs: readonly OraclePair[];
}

export interface Difference {
  readonly what: string;
  readonly text: string;
  readonly is: unknown;
  readonly should: unknown;
}

export interface Count {
  readonly identical: number;
  readonly of: number;
}

/** How many of the recorded texts and pairs have nothing that differs; and what differs. */
export interface Verdict {
  readonly texts: Count;
  readonly pairs: Count;
  /** The first few, to keep a failure on one screen. */
  readonly shown: readonly Difference[];
}

const shownDifferences = 5;

export function verdictOn(tokenizer: Tokenizer, oracle: Oracle, texts: readonly OracleText[]): Verdict {
  const cases = oracle.cases.map((recorded) => caseDifferences(tokenizer, texts[recorded.i]?.text ?? '', recorded));
  const pairs = oracle.pairs.map((pair) => pairDifferences(tokenizer, pair));
  const shown = [...cases, ...pairs].flat().slice(0, shownDifferences);
  return { texts: countOf(cases), pairs: countOf(pairs), shown };
}

function countOf(found: readonly (readonly Difference[])[]): Count {
  return { identical: found.filter((each) => each.length === 0).length, of: found.length };
}

function caseDifferences(tokenizer: Tokenizer, text: string, recorded: OracleCase): Difference[] {
  return answers(tokenizer, text, recorded)
    .filter(([, is, should]) => !same(is, should))
    .map(([what, is, should]) => ({ what, text, is: plainValue(is), should }));
}

type Answer = readonly [what: string, is: unknown, should: unknown];

function answers(tokenizer: Tokenizer, text: string, recorded: OracleCase): Answer[] {
  const { ids, off, ids_sp: withSpecials = ids, dec = text, dec_skip: skipped = dec } = recorded;
  const plain = { addSpecialTokens: false } as const;
  const encoding = tokenizer.encoding(text, { ...plain, offsets: 'codepoint' });
  return [
    ['ids', tokenizer.encode(text, plain), ids],
    ['count', tokenizer.count(text, plain), ids.length],
    ['ids of encoding', encoding.ids, ids],
    ['offsets', encoding.offsets, off ?? []],
    ['ids with special tokens', tokenizer.encode(text), withSpecials],
    ['count with special tokens', tokenizer.count(text), withSpecials.length],
    ['decoded', tokenizer.decode(ids), dec],
    ['streamed', streamed(tokenizer, withSpecials), tokenizer.decode(withSpecials)],
    ['decoded without special tokens', tokenizer.decode(withSpecials, { skipSpecialTokens: true }), skipped],
  ];
}

/** The text of ids that arrive one by one. */
function streamed(tokenizer: Tokenizer, ids: readonly number[]): string {
  const decoder = tokenizer.decoder();
  return ids.map((id) => decoder.push(id)).join('') + decoder.flush();
}

function pairDifferences(tokenizer: Tokenizer, pair: OraclePair): Difference[] {
  const encoding = tokenizer.encoding(pair.a, { pair: pair.b, offsets: 'codepoint' });
  const parts: Answer[] = [
    ['ids of a pair', encoding.ids, pair.ids],
    ['type ids', encoding.typeIds, pair.type_ids],
    ['special tokens mask', encoding.specialTokensMask, pair.special_mask],
    ['attention mask', encoding.attentionMask, pair.attention_mask],
    ['offsets of a pair', encoding.offsets, pair.off],
  ];
  return parts
    .filter(([, is, should]) => !same(is, should))
    .map(([what, is, should]) => ({ what, text: `${pair.a} | ${pair.b}`, is: plainValue(is), should }));
}

export function same(is: unknown, should: unknown): boolean {
  return JSON.stringify(plainValue(is)) === JSON.stringify(plainValue(should));
}

function plainValue(value: unknown): unknown {
  return ArrayBuffer.isView(value) ? Array.from(value as Uint32Array) : value;
}
