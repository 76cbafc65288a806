// The model of a tokenizer.json as surgery needs it: which tokens its vocabulary has, and of which parts they are merged.

import { parseJson, readTextFile } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';
import type { Tokenizer } from '@tokengraft/tokenizer';

export interface VocabularyModel {
  /** BPE, Unigram, WordPiece, WordLevel. */
  readonly type: string;
  /** Ids of the model's own vocabulary; added tokens that it does not have are missing. */
  readonly ids: ReadonlyMap<string, number>;
  /** In the order of their ranks, as ids. */
  readonly merges: readonly Merge[];
  readonly unknown: string | undefined;
  /** Whether bytes stand in for characters that the vocabulary does not have. */
  readonly byteFallback: boolean;
  /** What stands before a piece inside a word, or behind one at its end. */
  readonly affixes: readonly string[];
}

export interface Merge {
  readonly left: number;
  readonly right: number;
  readonly product: number;
}

/** Reads it from the tokenizer's file. Fails with `unsupported` for another format, `bad-file` for one that lies. */
export async function readVocabularyModel({ source }: Tokenizer): Promise<VocabularyModel> {
  if (source.format !== 'tokenizer.json') {
    const message = `${source.file} is no tokenizer.json; only there can tokens be renamed or removed; convert the tokenizer first`;
    throw new TokengraftError('unsupported', message, { file: source.file });
  }
  const document = parseJson(await readTextFile(source.file), source.file) as { model?: Record<string, unknown> };
  const { type, vocab, merges, unk_token: unknown, unk_id: unknownId, byte_fallback: fallback } = document.model ?? {};
  const { continuing_subword_prefix: prefix, end_of_word_suffix: suffix } = document.model ?? {};
  const ids = idsOf(vocab);
  const names = [...ids.keys()];
  return {
    type: typeof type === 'string' ? type : Array.isArray(merges) ? 'BPE' : '',
    ids,
    merges: Array.isArray(merges) ? merges.flatMap((merge) => mergeOf(merge, ids, textOf(prefix))) : [],
    unknown: typeof unknown === 'string' ? unknown : typeof unknownId === 'number' ? names[unknownId] : undefined,
    byteFallback: fallback === true,
    affixes: [textOf(prefix), textOf(suffix)].filter((affix) => affix !== ''),
  };
}

function idsOf(vocab: unknown): Map<string, number> {
  if (Array.isArray(vocab)) return new Map(vocab.map((piece: unknown, id) => [String((piece as unknown[])[0]), id]));
  return new Map(Object.entries((vocab ?? {}) as Record<string, number>));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function mergeOf(merge: unknown, ids: ReadonlyMap<string, number>, prefix: string): Merge[] {
  const [left = '', right = ''] = Array.isArray(merge) ? (merge as string[]) : String(merge).split(' ');
  const [a, b, product] = [
    ids.get(left),
    ids.get(right),
    ids.get(left + (right.startsWith(prefix) ? right.slice(prefix.length) : right)),
  ];
  return a === undefined || b === undefined || product === undefined ? [] : [{ left: a, right: b, product }];
}

/** Refuses to take away tokens that others are merged from: texts with those would fall apart. */
export async function refuseBuiltOn(tokenizer: Tokenizer, ids: ReadonlySet<number>): Promise<void> {
  const { merges } = await readVocabularyModel(tokenizer);
  const built = merges.find(({ left, right, product }) => (ids.has(left) || ids.has(right)) && !ids.has(product));
  if (built === undefined) return;
  const part = ids.has(built.left) ? built.left : built.right;
  const [token, product] = [part, built.product].map((id) => JSON.stringify(tokenizer.idToToken(id)));
  const count = merges.filter(({ left, right }) => left === part || right === part).length;
  const message = `the token ${token} cannot be taken over: ${count} merges use it, one makes ${product}; choose a token that nothing is merged from`;
  throw new TokengraftError('unsupported', message, { token: part, product: built.product, merges: count });
}
