// Values that only a running template makes: views, ranges, generators, what is undefined, what can be called.

import { TemplateFailure } from './failure.js';
import type { Value } from './values.js';

/** What `keys()`, `values()` and `items()` of a dictionary answer. */
export class DictView {
  readonly kind: 'dict_keys' | 'dict_values' | 'dict_items';
  readonly items: readonly Value[];
  constructor(kind: DictView['kind'], items: readonly Value[]) {
    this.kind = kind;
    this.items = items;
  }
}

export class Range {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  readonly length: number;

  constructor(start: number, stop: number, step: number) {
    this.start = start;
    this.stop = stop;
    this.step = step;
    this.length = Math.max(0, Math.ceil((stop - start) / step));
  }

  items(): number[] {
    return Array.from({ length: this.length }, (_, index) => this.start + index * this.step);
  }
}

/** Something that can be gone through once. */
export class Generator {
  readonly iterator: Iterator<Value>;
  /** What Python prints of it, without the address. */
  readonly name: string;
  constructor(iterator: Iterator<Value>, name = 'generator') {
    this.iterator = iterator;
    this.name = name;
  }
}

export class Undefined {
  /** What using it says. */
  readonly message: string;
  /** The exception that using it raises. */
  readonly exception: string;
  constructor(message: string, exception = 'UndefinedError') {
    this.message = message;
    this.exception = exception;
  }

  fail(): never {
    throw new TemplateFailure(this.exception, this.message);
  }
}

export class Namespace {
  readonly attributes = new Map<string, Value>();
}

export type Keywords = ReadonlyMap<string, Value>;

export class Callable {
  readonly name: string;
  readonly call: (positional: readonly Value[], keywords: Keywords) => Value;
  constructor(name: string, call: Callable['call']) {
    this.name = name;
    this.call = call;
  }
}

export const noKeywords: Keywords = new Map();

/** An object of the engine with attributes and nothing else: a loop, a cycler. */
export abstract class Opaque {
  abstract readonly typeName: string;
  abstract attribute(name: string): Value | undefined;
  /** What calling it does, if it can be called. */
  call(_positional: readonly Value[], _keywords: Keywords): Value {
    throw new TemplateFailure('TypeError', `'${this.typeName}' object is not callable`);
  }
  /** What it prints. */
  describe(): string {
    return `<${this.typeName}>`;
  }
}
