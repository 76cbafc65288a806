// Collects the pieces of a text that is made of values, with a bound on how deep they nest.

import { limitError, TemplateFailure } from '../failure.js';
import type { Origin } from '../origin.js';
import { checkLength, concatAll } from '../text.js';
import { Traced } from '../traced.js';
import type { Text } from '../values.js';

/** Python's own recursion limit is near. */
const maxDepth = 500;
/** A list of the template that holds itself twice, and so on, is short and prints without end. What the input holds is a tree. */
const maxOwnParts = 1 << 15;
const maxParts = 1 << 18;

export class TextBuilder {
  readonly #parts: Text[] = [];
  #length = 0;
  #depth = 0;
  /** What everything comes from that is added now. */
  #origin: Origin | undefined;
  /** Parts that are not the input's. */
  #own = 0;

  add(text: string): void {
    this.#length += text.length;
    checkLength(this.#length);
    this.#push(this.#origin === undefined ? text : Traced.from(text, this.#origin));
  }

  /** `text` said about `source`: it comes from where `source` does. */
  addFrom(text: string, origin: Origin): void {
    this.#length += text.length;
    checkLength(this.#length);
    this.#push(Traced.from(text, this.#origin ?? origin));
  }

  #push(part: Text): void {
    if (this.#origin === undefined && ++this.#own > maxOwnParts)
      throw limitError(`a value of more than ${maxOwnParts} parts`);
    if (this.#parts.push(part) > maxParts) throw limitError(`a value of more than ${maxParts} parts`);
  }

  /** What `write` adds comes from `origin`, if there is one, and lies one level deeper. */
  within(origin: Origin | undefined, write: () => void): void {
    const outer = this.#origin;
    this.#origin ??= origin;
    if (++this.#depth > maxDepth) throw new TemplateFailure('RecursionError', 'maximum recursion depth exceeded');
    write();
    --this.#depth;
    this.#origin = outer;
  }

  build(): Text {
    return concatAll(this.#parts);
  }
}
