// What one rendering may cost. A step is a trip round a loop, a call or so; long strings cost a step per so many characters.

import { limitError } from './failure.js';

export interface RenderLimits {
  /** Steps of work. Default: 50,000, and eight more per character of the input that the template reads. */
  readonly steps?: number;
  /** UTF-16 units of output. Default: 16 Mi, and four more per character of the input that the template reads. */
  readonly outputLength?: number;
  /** Macros, recursive loops and callers within each other. Default: 200. */
  readonly depth?: number;
}

/** Of any chat, however short: a loop of the dearest filters meets it within a tenth of a second. */
const baseSteps = 50_000;
export const charactersPerStep = 32;
/** Templates go through strings character by character, with a few steps each. */
const stepsPerCharacter = 8;

export class Budget {
  readonly maxDepth: number;
  readonly #limits: RenderLimits;
  readonly #input: { readonly length: number };
  #left: number;
  /** Steps that the input has been granted so far. */
  #allowed = 0;
  #outputLength: number;
  #depth = 0;

  /** `input`: how much has been read of it, by which the default limits grow. */
  constructor(limits: RenderLimits, input: { readonly length: number }) {
    const { steps = baseSteps, outputLength = 1 << 24, depth = 200 } = limits;
    this.#limits = limits;
    this.#input = input;
    this.#left = steps;
    this.#outputLength = outputLength;
    this.maxDepth = depth;
  }

  step(): void {
    if (--this.#left < 0) this.#extendSteps();
  }

  /** For work that is proportional to `count` items. */
  spend(count: number): void {
    this.#left -= count;
    if (this.#left < 0) this.#extendSteps();
  }

  /** For work that is proportional to the length of a string. */
  spendText(length: number): void {
    this.spend(1 + Math.trunc(length / charactersPerStep));
  }

  checkOutput(length: number): void {
    if (length > this.#outputLength) this.#extendOutput(length);
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

  /** More input has been read since: it is looked at only when the steps are used up. */
  #extendSteps(): void {
    if (this.#limits.steps === undefined) {
      const allowed = stepsPerCharacter * this.#input.length;
      this.#left += allowed - this.#allowed;
      this.#allowed = allowed;
    }
    if (this.#left < 0) {
      throw limitError(`the template works for more than ${this.#limits.steps ?? baseSteps + this.#allowed} steps`);
    }
  }

  #extendOutput(length: number): void {
    if (this.#limits.outputLength === undefined) this.#outputLength = (1 << 24) + 4 * this.#input.length;
    if (length > this.#outputLength) throw limitError(`the output is longer than ${this.#outputLength} characters`);
  }
}
