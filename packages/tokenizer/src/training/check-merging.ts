// Checks on texts what learning promises: with every new token written out in the tokens it was made of, the new ids are
// the old ones.

import { TokengraftError } from '@tokengraft/errors';
import { withCancel, type NativeTokenizer } from '@tokengraft/native';

export interface MergingCheck {
  readonly texts: number;
  readonly tokensBefore: number;
  readonly tokensAfter: number;
  /** Texts that changed otherwise than by new tokens. Always 0: learning fails where it is not. */
  readonly changedOutsideNewTokens: 0;
}

interface Compared {
  readonly before: NativeTokenizer;
  readonly after: NativeTokenizer;
  /** Of ascending ids without gaps. */
  readonly tokens: readonly { readonly id: number; readonly parts: readonly number[] }[];
}

export interface MergingChecker {
  /** Answers with the number of tokens before and after. Fails with `verification-failed`. */
  readonly add: (
    file: string,
    texts: readonly string[],
    threads: number,
    signal: AbortSignal | undefined,
  ) => Promise<readonly number[]>;
  readonly result: () => MergingCheck;
}

export function checkMerging({ before, after, tokens }: Compared): MergingChecker {
  const parts = partsOf({ before, after, tokens });
  let [checked, tokensBefore, tokensAfter] = [0, 0, 0];
  return {
    add: async (file, texts, threads, signal) => {
      const [old, young] = await withCancel(signal, async (cancel) =>
        Promise.all([before, after].map(async (each) => each.encodeBatch(texts, false, 0, threads, cancel))),
      );
      if (old === undefined || young === undefined) return [];
      texts.forEach((text, index) => {
        const was = old.ids.subarray(old.begins[index], old.begins[index + 1]);
        const is = young.ids.subarray(young.begins[index], young.begins[index + 1]);
        if (!expandsTo(is, was, parts)) refuse(file, text);
      });
      tokensBefore += old.ids.length;
      tokensAfter += young.ids.length;
      checked += texts.length;
      return [old.ids.length, young.ids.length];
    },
    result: () => ({ texts: checked, tokensBefore, tokensAfter, changedOutsideNewTokens: 0 }),
  };
}

type Parts = (id: number) => readonly number[] | undefined;

/** What new tokens are made of; a character is made of its byte tokens. */
function partsOf({ before, after, tokens }: Compared): Parts {
  const firstId = tokens[0]?.id ?? Infinity;
  return (id) => {
    const parts = tokens[id - firstId]?.parts;
    return parts?.length === 0 ? byteTokensOf(before, after.decodeBytes(Uint32Array.of(id), false)) : parts;
  };
}

function byteTokensOf(tokenizer: NativeTokenizer, bytes: Uint8Array): number[] {
  const name = (byte: number): string => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
  return Array.from(bytes, (byte) => tokenizer.tokenToId(name(byte)) ?? -1);
}

function expandsTo(is: Uint32Array, was: Uint32Array, parts: Parts): boolean {
  let at = 0;
  const matches = (id: number): boolean => parts(id)?.every(matches) ?? was[at++] === id;
  return is.every(matches) && at === was.length;
}

function refuse(file: string, text: string): never {
  const message = `${file}: ${JSON.stringify(text.slice(0, 80))} is cut otherwise than by further merges; this is a bug of learning, nothing was written`;
  throw new TokengraftError('verification-failed', message, { file, text: text.slice(0, 1000) });
}
