// Strings that remember where each of their characters comes from. Concatenation keeps the parts as a tree and reads it only
// when somebody asks, so building a long text from many pieces stays linear.

import { templateOrigin, type Origin } from './origin.js';

/** Characters [end of the run before, `end`) come from `origin`. */
export interface Run {
  readonly end: number;
  readonly origin: Origin;
}

type Text = string | Traced;

export class Traced {
  readonly text: string;
  /** The one origin of all characters, or undefined for a mixture. */
  readonly origin: Origin | undefined;
  /** What a mixture was made of, until its runs are known. */
  #parts: readonly Text[] | undefined;
  #runs: readonly Run[] | undefined;

  private constructor(text: string, origin: Origin | undefined, parts?: readonly Text[], runs?: readonly Run[]) {
    this.text = text;
    this.origin = origin;
    this.#parts = parts;
    this.#runs = runs;
  }

  static from(text: string, origin: Origin): Traced {
    return new Traced(text, origin);
  }

  /** REQUIRES: `text` is the parts one after another. */
  static mixture(text: string, parts: readonly Text[]): Traced {
    return new Traced(text, undefined, parts);
  }

  static ofRuns(text: string, runs: readonly Run[]): Text {
    const [first] = runs;
    if (first === undefined) return text;
    if (runs.length > 1) return new Traced(text, undefined, undefined, runs);
    return first.origin === templateOrigin ? text : new Traced(text, first.origin);
  }

  /** The runs, in order, without gaps; neighbours differ. */
  runs(): readonly Run[] {
    this.#runs ??= this.#collect();
    this.#parts = undefined;
    return this.#runs;
  }

  /** A text that grows one piece at a time nests as deep as it is long: no recursion. */
  #collect(): readonly Run[] {
    const collector = new RunCollector();
    if (this.origin !== undefined) collector.add(this.text.length, this.origin);
    const pending = this.#parts?.toReversed() ?? [];
    for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
      const inner = part instanceof Traced ? part.#parts : undefined;
      if (inner === undefined) collector.addText(part);
      else for (let index = inner.length - 1; index >= 0; --index) pending.push(inner[index] ?? '');
    }
    return collector.runs;
  }
}

/** Joins neighbours of one origin. */
export class RunCollector {
  readonly runs: Run[] = [];
  #end = 0;

  add(length: number, origin: Origin): void {
    if (length === 0) return;
    this.#end += length;
    const run = { end: this.#end, origin };
    const last = this.runs.length - 1;
    if (this.runs[last]?.origin === origin) this.runs[last] = run;
    else this.runs.push(run);
  }

  addText(text: Text): void {
    if (typeof text === 'string') return this.add(text.length, templateOrigin);
    if (text.origin !== undefined) return this.add(text.text.length, text.origin);
    let at = 0;
    for (const { end, origin } of text.runs()) {
      this.add(end - at, origin);
      at = end;
    }
  }
}

export function textOf(text: Text): string {
  return typeof text === 'string' ? text : text.text;
}
