// A file written from its beginning to its end; its head may be written again when all is known.

import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { fileError } from '@tokengraft/documents';

export class FileSink {
  readonly path: string;
  readonly #file: number;
  bytes = 0;

  constructor(path: string) {
    this.path = path;
    this.#file = this.#try(() => openSync(path, 'wx'));
  }

  write(data: Uint8Array | string): void {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    this.#put(bytes, null);
    this.bytes += bytes.length;
  }

  writeValues(values: Int32Array | Int8Array | Uint32Array | Uint16Array | BigInt64Array | BigUint64Array): void {
    this.write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }

  rewriteHead(head: Uint8Array): void {
    this.#put(head, 0);
  }

  close(): void {
    this.#try(() => {
      fsyncSync(this.#file);
      closeSync(this.#file);
    });
  }

  #put(bytes: Uint8Array, position: number | null): void {
    for (let at = 0; at < bytes.length;) {
      const place = position === null ? null : position + at;
      at += this.#try(() => writeSync(this.#file, bytes, at, bytes.length - at, place));
    }
  }

  #try<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw fileError(error, 'write', this.path);
    }
  }
}
