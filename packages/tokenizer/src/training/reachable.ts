// Whether a new token ever comes out of encoding: by its own text, or, where it is part of a character, by a character
// that has it.

import type { NativeTokenizer } from '@tokengraft/native';

/** The ids of `tokens` for which no text was found. Those that the corpus still uses need no search. */
export function findUnreachable(
  tokenizer: NativeTokenizer,
  tokens: readonly { readonly id: number; readonly uses: number }[],
): number[] {
  return tokens.filter(({ id, uses }) => uses === 0 && !isReachable(tokenizer, id)).map(({ id }) => id);
}

function isReachable(tokenizer: NativeTokenizer, id: number): boolean {
  for (const text of textsWith(tokenizer.decodeBytes(Uint32Array.of(id), false))) {
    if (tokenizer.encode(text, false, 0).includes(id)) return true;
  }
  return false;
}

/** Texts that may bring the token out: its own, and behind what keeps a prefix space away from it. */
function* textsWith(bytes: Uint8Array): Generator<string> {
  for (const text of wholeTexts(bytes)) {
    yield text;
    yield `\n${text}`;
    yield ` ${text}`;
  }
}

/** The bytes as text, completed where they begin or end inside a character. */
function* wholeTexts(bytes: Uint8Array): Generator<string> {
  const own = decode(bytes);
  if (own !== undefined) {
    yield own;
    return;
  }
  for (const before of beginnings(bytes)) {
    for (const behind of continuations) {
      const text = decode(Uint8Array.of(...before, ...bytes, ...behind));
      if (text !== undefined) yield text;
    }
  }
}

const bytesOfContinuation = Array.from({ length: 64 }, (_, low) => 0x80 | low);
const continuations: readonly (readonly number[])[] = [
  [],
  ...bytesOfContinuation.map((byte) => [byte]),
  ...bytesOfContinuation.flatMap((byte) => [0x80, 0x9f, 0xa5, 0xbf].map((last) => [byte, last])),
];

function* beginnings(bytes: Uint8Array): Generator<readonly number[]> {
  const first = bytes[0] ?? 0;
  if ((first & 0xc0) !== 0x80) {
    yield [];
    return;
  }
  for (let lead = 0xc2; lead <= 0xf4; lead++) {
    yield [lead];
    for (const middle of [0x80, 0x8f, 0x90, 0xa0, 0xbf]) yield [lead, middle];
  }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
