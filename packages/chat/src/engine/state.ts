// What a running template works with.

import type { Budget } from './budget.js';
import type { WallClock } from './formatting/strftime.js';
import { concatAll } from './text.js';
import { textOf } from './traced.js';
import type { Text, Value } from './values.js';

export class RenderState {
  readonly budget: Budget;
  /** The template's variables. */
  readonly variables: ReadonlyMap<string, Value>;
  readonly now: () => WallClock;
  /** The line that runs, for messages. */
  line = 0;
  #output: Text[] = [];
  #length = 0;
  #seed = 0;

  constructor(variables: ReadonlyMap<string, Value>, budget: Budget, now: () => WallClock) {
    this.variables = variables;
    this.budget = budget;
    this.now = now;
  }

  write(text: Text): void {
    const { length } = typeof text === 'string' ? text : text.text;
    if (length === 0) return;
    this.#length += length;
    this.budget.checkOutput(this.#length);
    this.#output.push(text);
  }

  /** An integer below `count`, the next one of a fixed sequence (mulberry32 from 0). */
  draw(count: number): number {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#seed ^ (this.#seed >>> 15), this.#seed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * count);
  }

  /** What `run` writes, as a value instead of output. */
  capture(run: () => void): Text {
    const [outer, length] = [this.#output, this.#length];
    this.#output = [];
    run();
    const captured = concatAll(this.#output);
    this.budget.spendText(textOf(captured).length);
    this.#output = outer;
    this.#length = length;
    return captured;
  }

  /** The pieces of the output, in order. */
  get pieces(): readonly Text[] {
    return this.#output;
  }
}
