// The content of a data set as one checksum a column, whatever file format it is in and however it is cut into files.

import { createStreamHash, type StreamHash } from '@tokengraft/tokenizer';
import { bytesOf, columnOf, offsetsOf, rowsOf, type ColumnName, type OutputBlock } from './output-block.js';

export interface ContentDigest {
  readonly rows: number;
  readonly tokens: number;
  /** Of the values as little-endian 32-bit integers, and of the rows' lengths. */
  readonly columns: Readonly<Partial<Record<ColumnName, string>>>;
  readonly lengths: string;
}

export class Digester {
  readonly #columns: readonly ColumnName[];
  readonly #hashes = new Map<ColumnName, StreamHash>();
  readonly #lengths = createStreamHash();
  /** Of the one column whose rows have lengths of their own. */
  readonly #ownLengths = createStreamHash();
  #rows = 0;
  #tokens = 0;

  constructor(columns: readonly ColumnName[]) {
    this.#columns = columns;
  }

  add(block: OutputBlock): void {
    this.#rows += rowsOf(block);
    this.#tokens += block.inputIds.length;
    this.#lengths.update(bytesOf(lengthsOf(block.offsets)));
    for (const name of this.#columns) {
      const values = columnOf(block, name);
      if (values === undefined) continue;
      this.#hashOf(name).update(bytesOf(values));
      const offsets = offsetsOf(block, name);
      if (offsets !== undefined && offsets !== block.offsets) this.#ownLengths.update(bytesOf(lengthsOf(offsets)));
    }
  }

  #hashOf(name: ColumnName): StreamHash {
    const known = this.#hashes.get(name);
    if (known !== undefined) return known;
    const hash = createStreamHash();
    this.#hashes.set(name, hash);
    return hash;
  }

  end(): ContentDigest {
    this.#hashes.get('seq_lengths')?.update(Buffer.from(this.#ownLengths.digest()));
    const columns = Object.fromEntries([...this.#hashes].map(([name, hash]) => [name, hash.digest()]));
    return { rows: this.#rows, tokens: this.#tokens, columns, lengths: this.#lengths.digest() };
  }
}

function lengthsOf(offsets: Uint32Array): Uint32Array {
  const lengths = new Uint32Array(offsets.length - 1);
  for (let row = 0; row < lengths.length; row++) lengths[row] = (offsets[row + 1] ?? 0) - (offsets[row] ?? 0);
  return lengths;
}
