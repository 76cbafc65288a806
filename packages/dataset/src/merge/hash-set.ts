// A set of 128-bit hashes in flat memory: 16 bytes an entry at a load of one half to two thirds.

export class HashSet128 {
  #slots = new Uint32Array(4 << 12);
  #count = 0;

  /** Adds a hash of four words; false where it is there already. */
  add(hash: Uint32Array): boolean {
    if (this.#count * 6 > this.#slots.length) this.#grow();
    const at = find(this.#slots, hash, 0);
    if (!isFree(this.#slots, at)) return false;
    for (let word = 0; word < 4; word++) this.#slots[at + word] = hash[word] ?? 0;
    this.#count++;
    return true;
  }

  get size(): number {
    return this.#count;
  }

  #grow(): void {
    const larger = new Uint32Array(this.#slots.length * 2);
    for (let from = 0; from < this.#slots.length; from += 4) {
      if (isFree(this.#slots, from)) continue;
      const at = find(larger, this.#slots, from);
      larger.set(this.#slots.subarray(from, from + 4), at);
    }
    this.#slots = larger;
  }
}

/** Where the hash at `from` stands in `slots`, or belongs. */
function find(slots: Uint32Array, hash: Uint32Array, from: number): number {
  const mask = slots.length / 4 - 1;
  for (let slot = (hash[from] ?? 0) & mask; ; slot = (slot + 1) & mask) {
    const at = slot * 4;
    if (isFree(slots, at)) return at;
    let same = true;
    for (let word = 0; word < 4; word++) same &&= slots[at + word] === (hash[from + word] ?? 0);
    if (same) return at;
  }
}

/** A hash of zeros would be free; SHA-256 has none that anybody knows. */
function isFree(slots: Uint32Array, at: number): boolean {
  return slots[at] === 0 && slots[at + 1] === 0 && slots[at + 2] === 0 && slots[at + 3] === 0;
}
