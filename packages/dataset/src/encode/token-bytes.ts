// Which ids of a text are supervised. Most tokenizers cut a text into tokens whose bytes, laid end to end, are the text:
// then places follow from the lengths of the tokens, which is ten times faster than asking for offsets. That it is so is
// checked for each text, by its bytes; any other text is encoded again with offsets. An id is supervised when it shares
// a byte with a supervised part.

import { isTokengraftError } from '@tokengraft/errors';
import type { EncodeOptions, Tokenizer } from '@tokengraft/tokenizer';
import type { Part } from './draft.js';

export interface EncodedPiece {
  /** Valid until the encoder is used again. */
  readonly ids: Uint32Array;
  /** Begin and end of each run of supervised ids, flat and ascending. */
  readonly runs: readonly number[];
}

const unknown = 0xffff_ffff;
const nothing: readonly number[] = [];

export class PieceEncoder {
  readonly #tokenizer: Tokenizer;
  readonly #options: EncodeOptions;
  readonly #lengths: Uint32Array;
  #ahead: ReadonlyMap<string, Uint32Array> = new Map();
  #ids = new Uint32Array(1 << 15);
  #bytes: Buffer = Buffer.alloc(1 << 17);

  constructor(tokenizer: Tokenizer, special: 'match' | 'literal' | 'refuse') {
    this.#tokenizer = tokenizer;
    this.#options = { addSpecialTokens: false, special };
    this.#lengths = new Uint32Array(tokenizer.idBound).fill(unknown);
  }

  /** Encodes the texts of many pieces at once, on a CUDA device; until the next call, `encode` finds their ids. */
  async encodeAhead(pieces: readonly (readonly Part[])[], signal?: AbortSignal): Promise<void> {
    const texts = [...new Set(pieces.map(textOf))];
    const batch = { ...this.#options, device: 'cuda', ...(signal === undefined ? {} : { signal }) } as const;
    const ids = await this.#tokenizer.encodeBatch(texts, batch).catch(emptyIfOfOneText);
    this.#ahead = new Map(ids.map((each, index) => [texts[index] ?? '', each]));
  }

  encode(parts: readonly Part[]): EncodedPiece {
    const text = textOf(parts);
    const visible = parts.filter((part) => part.text !== '');
    if (visible.every(({ supervised }) => supervised === visible[0]?.supervised)) {
      const ids = this.#encodeText(text);
      return { ids, runs: visible[0]?.supervised === true && ids.length > 0 ? [0, ids.length] : nothing };
    }
    return this.#encodeByBytes(text, visible) ?? encodeByOffsets(this.#tokenizer, text, visible, this.#options);
  }

  /** `bytes` are the text, too, where they are at hand. */
  #encodeText(text: string, bytes?: Uint8Array): Uint32Array {
    return this.#ahead.get(text) ?? this.#encodeNow(bytes ?? text);
  }

  #encodeNow(text: string | Uint8Array): Uint32Array {
    const count = this.#tokenizer.encodeInto(text, this.#ids, this.#options);
    if (count <= this.#ids.length) return this.#ids.subarray(0, count);
    this.#ids = new Uint32Array(count * 2);
    return this.#encodeNow(text);
  }

  #encodeByBytes(text: string, parts: readonly Part[]): EncodedPiece | undefined {
    const bytes = this.#toBytes(text);
    const lengths = parts.map((part) => Buffer.byteLength(part.text));
    // Half surrogate pairs at the seams of parts have other bytes together than apart.
    if (lengths.reduce((sum, length) => sum + length, 0) !== bytes.length) return undefined;
    const ids = this.#encodeText(text, bytes);
    if (!this.#areText(ids, bytes)) return undefined;
    return { ids, runs: this.#runsOf(ids, parts, lengths) };
  }

  #toBytes(text: string): Buffer {
    if (this.#bytes.length < text.length * 3) this.#bytes = Buffer.alloc(text.length * 6);
    return this.#bytes.subarray(0, this.#bytes.write(text, 'utf8'));
  }

  /** Whether the tokens' bytes, one after another, are `bytes`. */
  #areText(ids: Uint32Array, bytes: Buffer): boolean {
    const lengths = this.#lengths;
    let sum = 0;
    for (let index = 0; index < ids.length; index++) {
      const id = ids[index] ?? 0;
      const known = lengths[id] ?? unknown;
      sum += known === unknown ? this.#learnLength(id) : known;
    }
    return sum === bytes.length && bytes.equals(this.#tokenizer.decodeBytes(ids));
  }

  #learnLength(id: number): number {
    return (this.#lengths[id] = this.#tokenizer.decodeBytes([id]).length);
  }

  #runsOf(ids: Uint32Array, parts: readonly Part[], lengths: readonly number[]): number[] {
    const runs = new RunList();
    let [part, partEnd, at] = [0, lengths[0] ?? 0, 0];
    for (let index = 0; index < ids.length; index++) {
      const end = at + (this.#lengths[ids[index] ?? 0] ?? 0);
      let supervised = parts[part]?.supervised === true && at < end;
      // A token may reach into the next parts.
      while (end > partEnd) {
        partEnd += lengths[++part] ?? Infinity;
        supervised ||= parts[part]?.supervised === true && at < end;
      }
      if (end === partEnd) partEnd += lengths[++part] ?? Infinity;
      if (supervised) runs.add(index);
      at = end;
    }
    return runs.list;
  }
}

function textOf(parts: readonly Part[]): string {
  return parts.length === 1 ? (parts[0]?.text ?? '') : parts.map((part) => part.text).join('');
}

/** A text that is refused fails its batch; then each text is encoded by itself, and fails alone. */
function emptyIfOfOneText(error: unknown): [] {
  if (isTokengraftError(error) && (error.code === 'special-token-in-text' || error.code === 'limit')) return [];
  throw error;
}

/** Ids one by one into runs. */
export class RunList {
  readonly list: number[] = [];

  add(index: number): void {
    const { list } = this;
    if (list.at(-1) === index) list[list.length - 1] = index + 1;
    else list.push(index, index + 1);
  }
}

/** The same by the tokenizer's offsets: slower, and true for any tokenizer. */
export function encodeByOffsets(
  tokenizer: Tokenizer,
  text: string,
  parts: readonly Part[],
  options: EncodeOptions,
): EncodedPiece {
  const { ids, offsets } = tokenizer.encoding(text, { ...options, offsets: 'utf16' });
  const spans = spansOf(parts);
  const runs = new RunList();
  for (let index = 0; index < ids.length; index++) {
    const [begin, end] = [offsets[2 * index] ?? 0, offsets[2 * index + 1] ?? 0];
    if (begin < end && (spans[firstEndingBehind(spans, begin)]?.[0] ?? Infinity) < end) runs.add(index);
  }
  return { ids, runs: runs.list };
}

function spansOf(parts: readonly Part[]): [number, number][] {
  const spans: [number, number][] = [];
  let at = 0;
  for (const { text, supervised } of parts) {
    if (supervised) spans.push([at, at + text.length]);
    at += text.length;
  }
  return spans;
}

/** The first of ascending spans that ends behind `place`. */
function firstEndingBehind(spans: readonly (readonly [number, number])[], place: number): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.[1] ?? 0) > place) high = middle;
    else low = middle + 1;
  }
  return low;
}
