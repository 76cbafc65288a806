// The file of a tokenizer that goes on learning: what it is, and what it is after new tokens.

import { readFile } from 'node:fs/promises';
import { fileError } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';
import { native, type NativeOpenOptions, type NativeTokenizer } from '@tokengraft/native';
import { hasGrown, nativeOf, type Tokenizer } from '../tokenizer.js';
import { extendModel, readModelDocument, type NamedAdditions } from './extend-model.js';
import { parseDocument } from './parse-document.js';

/** Tokens that a vocabulary gets: characters without a merge first, then what merges make. */
export interface Additions {
  readonly firstId: number;
  readonly characters: readonly string[];
  readonly merges: readonly (readonly [left: number, right: number])[];
}

export interface LearnTarget {
  readonly base: NativeTokenizer;
  readonly byteLevel: boolean;
  /** Characters may become tokens: what has none is written in byte tokens. */
  readonly takesCharacters: boolean;
  /** Texts are cut into pieces before the model, so that no token crosses them. */
  readonly cutsPieces: boolean;
  /** The file's bytes with the additions. */
  readonly render: (additions: Additions) => Uint8Array;
  readonly open: (bytes: Uint8Array) => Promise<NativeTokenizer>;
}

/** Fails with `unsupported` for a tokenizer that merges cannot be added to, `bad-argument` for one that was changed in memory. */
export async function openTarget(tokenizer: Tokenizer): Promise<LearnTarget> {
  const { format, file } = tokenizer.source;
  if (format !== 'tokenizer.json' && format !== 'tiktoken') {
    const message = `${file}: tokens are learnt into tokenizer.json and tiktoken rank files, not into ${format}; convert it first`;
    throw new TokengraftError('unsupported', message, { file, format });
  }
  const bytes = await readFile(file).catch((error: unknown) => {
    throw fileError(error, 'read', file);
  });
  expectBpe(tokenizer);
  expectUnchanged(tokenizer);
  return format === 'tiktoken' ? rankTarget(tokenizer, bytes) : documentTarget(tokenizer, bytes);
}

// ---- tiktoken ---------------------------------------------------------------------------------------------------------

function rankTarget(tokenizer: Tokenizer, bytes: Buffer): LearnTarget {
  const base = nativeOf(tokenizer);
  const options = rankOptions(tokenizer);
  return {
    base,
    byteLevel: true,
    takesCharacters: false,
    cutsPieces: true,
    render: ({ firstId, merges }) => {
      const { made } = spellings({ firstId, characters: [], merges }, [], {
        nameOf: (id) => Buffer.from(base.decodeBytes(Uint32Array.of(id), false)),
        join: (left, right) => Buffer.concat([left, right]),
      });
      const lines = made.map((token, index) => `${token.toString('base64')} ${firstId + index}\n`);
      const end = bytes.length === 0 || bytes.at(-1) === 0x0a ? '' : '\n';
      return Buffer.concat([bytes, Buffer.from(end + lines.join(''))]);
    },
    open: async (written) => native().parseTokenizer(written, tokenizer.source.file, options),
  };
}

function rankOptions(tokenizer: Tokenizer): NativeOpenOptions {
  const { patterns } = tokenizer.describe() as { readonly patterns: readonly { readonly source: string }[] };
  const specialTokens = tokenizer.addedTokens.map((token) => ({ ...token }));
  return { format: 'tiktoken', pattern: patterns[0]?.source ?? '', specialTokens, mergesPath: '', outline: '' };
}

// ---- tokenizer.json ---------------------------------------------------------------------------------------------------

function documentTarget(tokenizer: Tokenizer, bytes: Buffer): LearnTarget {
  const { file } = tokenizer.source;
  const document = readModelDocument(bytes, file);
  const options = fromBytes(document.options) as ModelOptions;
  expectPlainMerges(options, file);
  const base = nativeOf(tokenizer);
  const { pre_tokenizer: cutters } = tokenizer.describe() as { readonly pre_tokenizer: readonly string[] };
  const byteLevel = cutters.includes('ByteLevel');
  const contents = addedContents(tokenizer, options, document.vocabulary);
  return {
    base,
    byteLevel,
    takesCharacters: !byteLevel && options['byte_fallback'] === true,
    cutsPieces: byteLevel || isCut(fromBytes(document.preTokenizer)),
    render: (additions) => extendModel(document, namedAdditions(base, contents, additions)),
    open: async (written) => parseDocument(written, file),
  };
}

type ModelOptions = Readonly<Record<string, unknown>>;

/** The value of a JSON text that has a character a byte. */
function fromBytes(text: string): unknown {
  return JSON.parse(Buffer.from(text, 'latin1').toString());
}

function expectBpe(tokenizer: Tokenizer): void {
  const { file } = tokenizer.source;
  const { model } = tokenizer.describe();
  if (model === 'BPE') return;
  const message = `${file}: merges can be learnt on BPE of bytes or with byte fallback; its model is ${String(model)}`;
  throw new TokengraftError('unsupported', message, { file, model });
}

function expectPlainMerges(options: ModelOptions, file: string): void {
  const suffix = ['end_of_word_suffix', 'continuing_subword_prefix'].find((name) => (options[name] ?? '') !== '');
  if (suffix === undefined) return;
  const message = `${file}: merges can be learnt on BPE of bytes or with byte fallback; its model has ${suffix}`;
  throw new TokengraftError('unsupported', message, { file, option: suffix });
}

function expectUnchanged(tokenizer: Tokenizer): void {
  if (!hasGrown(tokenizer)) return;
  const message = `tokens were added to ${tokenizer.source.file} in memory; save it, load it again, then learn`;
  throw new TokengraftError('bad-argument', message, { file: tokenizer.source.file });
}

/** Whether a pre-tokenizer cuts texts: Metaspace may only mark their beginning. */
function isCut(stage: unknown): boolean {
  if (typeof stage !== 'object' || stage === null) return false;
  const { type, split, pattern } = stage as { type?: unknown; split?: unknown; pattern?: { String?: unknown } };
  if (type === 'Metaspace') return split !== false;
  // Gemma's normalizer has taken all spaces away before.
  return !(type === 'Split' && pattern?.String === ' ');
}

/**
 * Added tokens that the vocabulary lacks. Their ids count from the vocabulary's end where readers number them anew, so
 * that they must stand in it once it grows.
 */
function addedContents(tokenizer: Tokenizer, options: ModelOptions, vocabulary: string): ReadonlyMap<string, number> {
  const has = vocabularySearch(vocabulary);
  const missing = tokenizer.addedTokens.filter(({ content }) => !has(content));
  const risky = options['ignore_merges'] === true ? missing.find(({ singleWord }) => singleWord) : undefined;
  if (risky !== undefined) {
    const message = `${tokenizer.source.file}: the added token ${JSON.stringify(risky.content)} (singleWord) would also match as a word of the vocabulary; remove it, or learn before adding it`;
    throw new TokengraftError('unsupported', message, { token: risky.content });
  }
  return new Map(missing.map(({ content, id }) => [content, id]));
}

/** Looks tokens up in the text of a vocabulary; it is read as a whole only where characters may be written as escapes. */
function vocabularySearch(vocabulary: string): (token: string) => boolean {
  if (/\\u(?!00[01])/.test(vocabulary)) {
    const tokens = fromBytes(vocabulary) as Readonly<Record<string, number>>;
    return (token) => Object.hasOwn(tokens, token);
  }
  return (token) => {
    const key = Buffer.from(JSON.stringify(token)).toString('latin1');
    for (let at = vocabulary.indexOf(key); at >= 0; at = vocabulary.indexOf(key, at + 1)) {
      // Behind a backslash, the quote is part of a longer token.
      const isKey = /^\s*:/.test(vocabulary.slice(at + key.length, at + key.length + 16));
      if (isKey && vocabulary[at - 1] !== '\\') return true;
    }
    return false;
  };
}

/** The additions by name, as a document writes them. */
function namedAdditions(
  base: NativeTokenizer,
  contents: ReadonlyMap<string, number>,
  additions: Additions,
): NamedAdditions {
  const { firstId, characters } = additions;
  const { made, parts } = spellings(additions, characters, {
    nameOf: (id) => base.idToToken(id) ?? '',
    join: (left, right) => left + right,
  });
  const names = [...characters, ...made];
  return {
    vocabulary: new Map([...contents, ...names.map((name, index) => [name, firstId + index] as const)]),
    merges: parts,
  };
}

interface Spelling<T> {
  /** Of the ids that were there. */
  readonly nameOf: (id: number) => T;
  readonly join: (left: T, right: T) => T;
}

/** What each merge makes, and of what. */
function spellings<T>(
  { firstId, merges }: Additions,
  characters: readonly T[],
  { nameOf, join }: Spelling<T>,
): { readonly made: readonly T[]; readonly parts: readonly (readonly [T, T])[] } {
  const names = new Map(characters.map((character, index) => [firstId + index, character]));
  const spell = (id: number): T => {
    const known = names.get(id);
    if (known !== undefined) return known;
    const name = nameOf(id);
    names.set(id, name);
    return name;
  };
  const parts = merges.map(([left, right], index) => {
    const pair = [spell(left), spell(right)] as const;
    names.set(firstId + characters.length + index, join(...pair));
    return pair;
  });
  return { made: merges.map((_, index) => spell(firstId + characters.length + index)), parts };
}
