// What one rendering may cost. A step is a trip round a loop, a call or so; long strings cost a step per so many characters.

import { limitError } from './failure.js';

export interface RenderLimits {
  /** Steps of work. Default: 100,000, and one more per character of the input. */
  readonly steps?: number;
  /** UTF-16 units of output. Default: 16 Mi, and four more per character of the input. */
  readonly outputLength?: number;
  /** Macros, recursive loops and callers within each other. Default: 200. */
  readonly depth?: number;
}

export const charactersPerStep = 32;

export class Budget {
  readonly outputLength: number;
  readonly maxDepth: number;
  readonly #steps: number;
  #left: number;
  #depth = 0;

  constructor(limits: RenderLimits, inputLength: number) {
    const { steps = 100_000 + inputLength, outputLength = (1 << 24) + 4 * inputLength, depth = 200 } = limits;
    this.#steps = steps;
    this.#left = steps;
    this.outputLength = outputLength;
    this.maxDepth = depth;
  }

  step(): void {
    if (--this.#left < 0) this.#refuseSteps();
  }

  /** For work that is proportional to `count` items. */
  spend(count: number): void {
    this.#left -= count;
    if (this.#left < 0) this.#refuseSteps();
  }

  /** For work that is proportional to the length of a string. */
  spendText(length: number): void {
    this.spend(1 + length / charactersPerStep);
  }

  enter(): void {
    if (++this.#depth > this.maxDepth) {
      this.#depth = 0;
      throw limitError(`calls nest deeper than ${this.maxDepth}`);
    }
  }

  leave(): void {
    --this.#depth;
  }

  #refuseSteps(): never {
    throw limitError(`the template works for more than ${this.#steps} steps`);
  }
}
