// The bytes of a file in the pieces that Arrow's reader asks for. Large ones lie in memory that the next large one takes
// over: new memory for each would be more work for the collector than reading is.

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const defaultBytes = 1 << 16;
/** Heads of batches are smaller; the reader looks at them again later. */
const largeBytes = 1 << 16;

export class FilePieces implements IterableIterator<Uint8Array> {
  readonly #file: number;
  #left: number;
  #memory = new Uint8Array(0);

  constructor(path: string) {
    this.#file = openSync(path, 'r');
    this.#left = fstatSync(this.#file).size;
  }

  [Symbol.iterator](): this {
    return this;
  }

  /** The next `size` bytes, or those that are left; valid until the next ones are asked for. */
  next(size = defaultBytes): IteratorResult<Uint8Array, undefined> {
    const piece = this.#room(Math.min(this.#left, size > 0 ? size : defaultBytes));
    let filled = 0;
    for (let count = 1; count > 0 && filled < piece.length; filled += count) {
      count = readSync(this.#file, piece, filled, piece.length - filled, null);
    }
    this.#left = filled < piece.length ? 0 : this.#left - filled;
    return filled === 0 ? { done: true, value: undefined } : { done: false, value: piece.subarray(0, filled) };
  }

  #room(bytes: number): Uint8Array {
    if (bytes < largeBytes) return new Uint8Array(bytes);
    if (this.#memory.length < bytes) this.#memory = new Uint8Array(bytes);
    return this.#memory.subarray(0, bytes);
  }

  close(): void {
    closeSync(this.#file);
  }
}
