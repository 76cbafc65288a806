// Whether a new token ever comes out of encoding: by its own text, or, where it is part of a character, by a character
// that has it.

import { isUtf8 } from 'node:buffer';
import { withCancel, type NativeTokenizer } from '@tokengraft/native';

interface Candidate {
  readonly id: number;
  readonly text: string;
  readonly uses: number;
}

/** The ids of `tokens` for which no text was found. Those that the corpus still uses need no search. */
export async function findUnreachable(
  tokenizer: NativeTokenizer,
  tokens: readonly Candidate[],
  { threads = 0, signal }: { readonly threads?: number; readonly signal?: AbortSignal },
): Promise<number[]> {
  const unused = tokens.filter(({ uses }) => uses === 0);
  const texts = unused.map(({ text }) => text);
  const { ids, begins } = await withCancel(signal, async (cancel) =>
    tokenizer.encodeBatch(texts, false, 0, threads, cancel),
  );
  return unused
    .filter(({ id }, index) => !ids.subarray(begins[index], begins[index + 1]).includes(id))
    .filter(({ id }) => !isReachable(tokenizer, id))
    .map(({ id }) => id);
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
  for (const before of beginnings(bytes)) {
    const begun = [...before, ...bytes];
    for (const behind of continuations[missingAtEnd(begun)] ?? []) {
      const whole = Buffer.from([...begun, ...behind]);
      if (isUtf8(whole)) yield whole.toString();
    }
  }
}

const continuationBytes = Array.from({ length: 64 }, (_, low) => 0x80 | low);
const some = [0x80, 0x9f, 0xa5, 0xbf];

/** Ways to go on, by the number of bytes that a character lacks. */
const continuations: readonly (readonly (readonly number[])[])[] = [
  [[]],
  continuationBytes.map((byte) => [byte]),
  continuationBytes.flatMap((byte) => some.map((last) => [byte, last])),
  continuationBytes.flatMap((byte) => some.flatMap((third) => some.map((last) => [byte, third, last]))),
];

function missingAtEnd(bytes: readonly number[]): number {
  const inside = continuationsIn(bytes.toReversed());
  return Math.max(0, sizeOf(bytes[bytes.length - 1 - inside] ?? 0) - 1 - inside);
}

/** Of bytes, how many at the beginning continue a character. */
function continuationsIn(bytes: ArrayLike<number>): number {
  let inside = 0;
  while (inside < bytes.length && ((bytes[inside] ?? 0) & 0xc0) === 0x80) inside++;
  return inside;
}

/** Of the character that `lead` begins. */
function sizeOf(lead: number): number {
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
}

const leads = Array.from({ length: 0xf5 - 0xc2 }, (_, index) => 0xc2 + index);
const middles = [0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf];

/** What may stand before the bytes of a character that has begun, by their number. */
const leading: readonly (readonly (readonly number[])[])[] = [
  [[]],
  middles.map((byte) => [byte]),
  middles.flatMap((byte) => middles.map((next) => [byte, next])),
];

function* beginnings(bytes: Uint8Array): Generator<readonly number[]> {
  const inside = continuationsIn(bytes);
  if (inside === 0) {
    yield [];
    return;
  }
  // A token of nothing else may stand in the middle of a character.
  const mayGoOn = inside === bytes.length;
  for (const lead of leads) {
    const room = sizeOf(lead) - 1 - inside;
    for (let between = mayGoOn ? 0 : room; between <= room; between++) {
      for (const middle of leading[between] ?? []) yield [lead, ...middle];
    }
  }
}
