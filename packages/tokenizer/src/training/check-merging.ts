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
  readonly tokens: readonly { readonly id: number; readonly parts: readonly number[] }[];
}

export interface MergingChecker {
  /** Fails with `verification-failed`. */
  readonly add: (
    file: string,
    texts: readonly string[],
    threads: number,
    signal: AbortSignal | undefined,
  ) => Promise<void>;
  readonly result: () => MergingCheck;
}

export function checkMerging({ before, after, tokens }: Compared): MergingChecker {
  const expansions = expand({ before, after, tokens });
  let [checked, tokensBefore, tokensAfter] = [0, 0, 0];
  return {
    add: async (file, texts, threads, signal) => {
      const [old, young] = await withCancel(signal, async (cancel) =>
        Promise.all([before, after].map(async (each) => each.encodeBatch(texts, false, 0, threads, cancel))),
      );
      if (old === undefined || young === undefined) return;
      texts.forEach((text, index) => {
        const was = old.ids.subarray(old.begins[index], old.begins[index + 1]);
        const is = young.ids.subarray(young.begins[index], young.begins[index + 1]);
        if (!expandsTo(is, was, expansions)) refuse(file, text);
        tokensBefore += was.length;
        tokensAfter += is.length;
      });
      checked += texts.length;
    },
    result: () => ({ texts: checked, tokensBefore, tokensAfter, changedOutsideNewTokens: 0 }),
  };
}

/** Old ids of every new token. A character is made of its byte tokens. */
function expand({ before, after, tokens }: Compared): ReadonlyMap<number, readonly number[]> {
  const expansions = new Map<number, readonly number[]>();
  for (const { id, parts } of tokens) {
    if (parts.length > 0) {
      expansions.set(id, parts.map((part) => expansions.get(part) ?? [part]).flat());
      continue;
    }
    expansions.set(id, byteTokensOf(before, after.decodeBytes(Uint32Array.of(id), false)));
  }
  return expansions;
}

function byteTokensOf(tokenizer: NativeTokenizer, bytes: Uint8Array): number[] {
  const name = (byte: number): string => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
  return Array.from(bytes, (byte) => tokenizer.tokenToId(name(byte)) ?? -1);
}

function expandsTo(is: Uint32Array, was: Uint32Array, expansions: ReadonlyMap<number, readonly number[]>): boolean {
  let at = 0;
  for (const id of is) {
    const parts = expansions.get(id);
    if (parts === undefined) {
      if (was[at++] !== id) return false;
      continue;
    }
    for (const part of parts) if (was[at++] !== part) return false;
  }
  return at === was.length;
}

function refuse(file: string, text: string): never {
  const message = `${file}: ${JSON.stringify(text.slice(0, 80))} is cut otherwise than by further merges; this is a bug of learning, nothing was written`;
  throw new TokengraftError('verification-failed', message, { file, text: text.slice(0, 1000) });
}
