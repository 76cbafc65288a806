// Two tokenizers on the same texts: what they cost, where they differ, and by which tokens.

import { basename } from 'node:path';
import { expectInteger, expectSignal } from '@tokengraft/errors';
import { withCancel, type NativeEncoding, type NativeTokenizer } from '@tokengraft/native';
import { refuseUnknownOptions } from '../known-options.js';
import { nativeOf, type Tokenizer } from '../tokenizer.js';
import { compareVocabularies, type VocabularyDifference } from './compare-vocabularies.js';
import { expectCorpus, type CorpusInput } from './count-corpus.js';
import { differenceOf, type TextDifference } from './difference.js';
import { measureCorpus, type CorpusMeasure } from './measure-corpus.js';

export interface CompareOptions {
  /** Bytes of each file; 0: all. Default 0. */
  readonly sampleBytes?: number;
  /** Texts whose difference is shown. Default 20. */
  readonly examples?: number;
  /** 0 = all cores. Default 0. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
}

/** A token that only the second tokenizer has, on the texts compared. */
export interface NewTokenUse {
  readonly id: number;
  readonly token: string;
  readonly uses: number;
  /** Tokens that the first tokenizer needs more at these places. */
  readonly saved: number;
}

export interface Comparison {
  readonly schemaVersion: 1;
  readonly a: string;
  readonly b: string;
  readonly vocabulary: VocabularyDifference;
  readonly measured: CorpusMeasure;
  readonly texts: number;
  /** Texts with other tokens. */
  readonly different: number;
  /** Of these, texts in which tokens that both have stand at other places: the new ones changed their neighbours. */
  readonly differentOutsideNewTokens: number;
  /** Those that changed outside new tokens first. */
  readonly examples: readonly TextDifference[];
  /** By tokens saved. */
  readonly newTokens: readonly NewTokenUse[];
}

/**
 * Compares tokenizer `a` with `b` on the files of `corpus`, which may be none: then their vocabularies only. Special tokens
 * are not added to the texts. Fails with `bad-file`, `not-found` or `io` for a corpus.
 */
export async function compareTokenizers(
  a: Tokenizer,
  b: Tokenizer,
  corpus: CorpusInput | readonly CorpusInput[] = [],
  options: CompareOptions = {},
): Promise<Comparison> {
  refuseUnknownOptions(options, ['sampleBytes', 'examples', 'threads', 'signal']);
  const { sampleBytes = 0, examples = 20, threads = 0, signal } = options;
  const files = expectCorpus(Array.isArray(corpus) ? corpus : [corpus]);
  const both = [nativeOf(a), nativeOf(b)] as const;
  const differences = new Differences(both, expectInteger('options.examples', examples, 0, 10_000));
  const measured = await measureCorpus(both, files, {
    sampleBytes: expectInteger('options.sampleBytes', sampleBytes, 0),
    threads: expectInteger('options.threads', threads, 0, 1024),
    signal: signal === undefined ? undefined : expectSignal('options.signal', signal),
    onTexts: async (file, texts) => differences.add(file, texts, { threads, signal }),
  });
  return {
    schemaVersion: 1,
    a: a.source.file,
    b: b.source.file,
    vocabulary: compareVocabularies(...both),
    measured,
    ...differences.result(),
  };
}

type Both = readonly [NativeTokenizer, NativeTokenizer];

/** Meets texts in blocks and remembers of each no more than whether, and a few how. */
class Differences {
  readonly #both: Both;
  readonly #examples: number;
  readonly #inside: TextDifference[] = [];
  readonly #outside: TextDifference[] = [];
  readonly #uses = new Map<number, { uses: number; saved: number }>();
  #texts = 0;
  #different = 0;
  #differentOutside = 0;

  constructor(both: Both, examples: number) {
    this.#both = both;
    this.#examples = examples;
  }

  async add(
    file: string,
    texts: readonly string[],
    { threads, signal }: { readonly threads: number; readonly signal: AbortSignal | undefined },
  ): Promise<readonly number[]> {
    const [a, b] = await withCancel(signal, async (cancel) =>
      Promise.all(this.#both.map(async (each) => each.encodeBatch(texts, false, 0, threads, cancel))),
    );
    if (a === undefined || b === undefined) return [];
    for (const [index, text] of texts.entries()) {
      const idsOfA = a.ids.subarray(a.begins[index], a.begins[index + 1]);
      const idsOfB = b.ids.subarray(b.begins[index], b.begins[index + 1]);
      this.#texts++;
      if (!this.#isSame(idsOfA, idsOfB)) this.#addDifferent({ file, line: this.#texts, text });
    }
    return [a.ids.length, b.ids.length];
  }

  /** Equal ids of equal names. */
  #isSame(a: Uint32Array, b: Uint32Array): boolean {
    const [first, second] = this.#both;
    return (
      a.length === b.length &&
      a.every((id, index) => {
        const other = b[index] ?? 0;
        return (id === other || first.idToToken(id) === second.idToToken(other)) && this.#hasOneName(id, other);
      })
    );
  }

  readonly #names = new Map<number, boolean>();

  #hasOneName(a: number, b: number): boolean {
    if (a !== b) return true;
    const known = this.#names.get(a);
    if (known !== undefined) return known;
    const same = this.#both[0].idToToken(a) === this.#both[1].idToToken(a);
    this.#names.set(a, same);
    return same;
  }

  #addDifferent({ file, line, text }: { readonly file: string; readonly line: number; readonly text: string }): void {
    const [a, b] = this.#both.map((each) => each.encoding(text, undefined, false, 0, 2)) as [
      NativeEncoding,
      NativeEncoding,
    ];
    const found = differenceOf({ file: basename(file), line, text }, this.#both, [a, b]);
    this.#different++;
    if (found.outside) this.#differentOutside++;
    for (const { id, saved } of found.newTokens) {
      const use = this.#uses.get(id) ?? { uses: 0, saved: 0 };
      this.#uses.set(id, { uses: use.uses + 1, saved: use.saved + saved });
    }
    const list = found.outside ? this.#outside : this.#inside;
    if (list.length < this.#examples) list.push(found.difference);
  }

  result(): Pick<Comparison, 'texts' | 'different' | 'differentOutsideNewTokens' | 'examples' | 'newTokens'> {
    const nameOf = (id: number): string => this.#both[1].idToToken(id) ?? '';
    const newTokens = [...this.#uses].map(([id, use]) => ({ id, token: nameOf(id), ...use }));
    return {
      texts: this.#texts,
      different: this.#different,
      differentOutsideNewTokens: this.#differentOutside,
      examples: [...this.#outside, ...this.#inside].slice(0, this.#examples),
      newTokens: newTokens.sort((x, y) => y.saved - x.saved || x.id - y.id),
    };
  }
}
