// Best-fit decreasing bin packing over all rows at once: longest first, each into the fullest bin that has room, of
// equally full bins the one that was opened first. O(n + capacity) beside a search in a bitmap of three levels.

/** Bins in the order in which they were opened. */
export interface Bins {
  readonly count: number;
  /** Row numbers of all bins, laid end to end: bin b has rows[begins[b] .. begins[b + 1]). */
  readonly rows: Uint32Array;
  readonly begins: Uint32Array;
}

const none = 0xffff_ffff;

/** Packs rows of `lengths`, each from 1 to `capacity`, into bins of `capacity`. */
export function packBestFit(lengths: Uint32Array, capacity: number): Bins {
  const bins = new OpenBins(lengths.length, capacity);
  for (const row of longestFirst(lengths, capacity)) bins.put(row, lengths[row] ?? 0);
  return bins.close();
}

/** Row numbers by falling length; equal ones in their order. */
function longestFirst(lengths: Uint32Array, capacity: number): Uint32Array {
  const ends = new Uint32Array(capacity + 2);
  for (const length of lengths) ends[capacity - length + 1]!++;
  for (let at = 1; at < ends.length; at++) ends[at]! += ends[at - 1]!;
  const order = new Uint32Array(lengths.length);
  for (const [row, length] of lengths.entries()) order[ends[capacity - length]!++] = row;
  return order;
}

class OpenBins {
  readonly #capacity: number;
  /** Of each room: the first and last bin that has it, linked in the order they came to it. */
  readonly #first: Uint32Array;
  readonly #last: Uint32Array;
  readonly #next: Uint32Array;
  readonly #rooms: BitSet;
  /** Of each row: the bin it is in, and the row before it there. */
  readonly #binOf: Uint32Array;
  readonly #order: Uint32Array;
  #placed = 0;
  #count = 0;

  constructor(rows: number, capacity: number) {
    this.#capacity = capacity;
    this.#first = new Uint32Array(capacity + 1).fill(none);
    this.#last = new Uint32Array(capacity + 1).fill(none);
    this.#next = new Uint32Array(rows).fill(none);
    this.#rooms = new BitSet(capacity + 1);
    this.#binOf = new Uint32Array(rows);
    this.#order = new Uint32Array(rows);
  }

  put(row: number, length: number): void {
    const room = this.#rooms.firstFrom(length);
    const bin = room < 0 ? this.#count++ : this.#takeFirst(room);
    this.#append(bin, (room < 0 ? this.#capacity : room) - length);
    this.#binOf[row] = bin;
    this.#order[this.#placed++] = row;
  }

  #takeFirst(room: number): number {
    const bin = this.#first[room]!;
    this.#first[room] = this.#next[bin]!;
    if (this.#first[room] === none) this.#rooms.remove(room);
    return bin;
  }

  #append(bin: number, room: number): void {
    this.#next[bin] = none;
    if (this.#first[room] === none) {
      this.#first[room] = bin;
      this.#rooms.add(room);
    } else this.#next[this.#last[room]!] = bin;
    this.#last[room] = bin;
  }

  close(): Bins {
    const begins = new Uint32Array(this.#count + 1);
    for (const bin of this.#binOf) begins[bin + 1]!++;
    for (let at = 1; at < begins.length; at++) begins[at]! += begins[at - 1]!;
    const cursor = begins.slice();
    const rows = new Uint32Array(this.#order.length);
    for (const row of this.#order) rows[cursor[this.#binOf[row]!]!++] = row;
    return { count: this.#count, rows, begins };
  }
}

/** Integers below a bound; finds the next one in a few steps. */
class BitSet {
  readonly #levels: Uint32Array[] = [];

  constructor(bound: number) {
    for (let size = bound; ;) {
      size = Math.ceil(size / 32);
      this.#levels.push(new Uint32Array(size));
      if (size === 1) return;
    }
  }

  add(value: number): void {
    let index = value;
    for (const level of this.#levels) {
      level[index >> 5]! |= 1 << (index & 31);
      index >>= 5;
    }
  }

  remove(value: number): void {
    let index = value;
    for (const level of this.#levels) {
      level[index >> 5]! &= ~(1 << (index & 31));
      if (level[index >> 5] !== 0) return;
      index >>= 5;
    }
  }

  /** The smallest member that is not below `value`; -1 where there is none. */
  firstFrom(value: number): number {
    let index = value;
    for (const [depth, level] of this.#levels.entries()) {
      const word = index >> 5;
      if (word >= level.length) return -1;
      const rest = level[word]! & (-1 << (index & 31));
      if (rest !== 0) return this.#descend(depth, (word << 5) + lowestBit(rest));
      index = word + 1;
    }
    return -1;
  }

  #descend(depth: number, found: number): number {
    let index = found;
    for (let below = depth - 1; below >= 0; below--) {
      index = (index << 5) + lowestBit(this.#levels[below]![index]!);
    }
    return index;
  }
}

function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}
