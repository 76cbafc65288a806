// What the native side says a tokenizer is made of, read once a tokenizer.

import type { NativeTokenizer } from '@tokengraft/native';

/** Kinds of the stages, and what runs the split patterns. */
export interface PipelineFacts {
  readonly normalizer: readonly string[];
  readonly pre_tokenizer: readonly string[];
  readonly post_processor: readonly string[];
  readonly decoder: readonly string[];
  readonly patterns: readonly { readonly engine: string }[];
}

const known = new WeakMap<NativeTokenizer, PipelineFacts>();

export function pipelineFacts(tokenizer: NativeTokenizer): PipelineFacts {
  const facts = known.get(tokenizer) ?? (JSON.parse(tokenizer.describe()) as PipelineFacts);
  known.set(tokenizer, facts);
  return facts;
}

/** Scanners whose pieces never hold a letter, a space and a letter, nor a line end before a letter. */
const scanners = new Set(['gpt2', 'cl100k', 'cl100k-tiktoken', 'qwen2', 'o200k', 'deepseek-v3']);
const plainCutters = new Set(['Split', 'ByteLevel', 'Digits']);

/** Whether a text is cut by well-known split patterns only. */
export function cutsByKnownPatterns({ pre_tokenizer: cutters, patterns }: PipelineFacts): boolean {
  return (
    patterns.length > 0 &&
    patterns.every(({ engine }) => scanners.has(engine)) &&
    cutters.every((kind) => plainCutters.has(kind))
  );
}
