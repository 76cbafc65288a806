// What every template can name: the functions of jinja2 that are not random, and those that transformers adds.

import { refusal, TemplateFailure, typeError, valueError } from './failure.js';
import { strftime } from './formatting/strftime.js';
import { toText } from './formatting/text-of-value.js';
import { iterate, listOf } from './iteration.js';
import { indexOf } from './numbers.js';
import { expectText } from './signature.js';
import type { RenderState } from './state.js';
import { textOf } from './traced.js';
import { Callable, Namespace, Opaque, Range, type Keywords } from './objects.js';
import { Dict, isText, typeName, valueOr, type Value } from './values.js';

const makers: Readonly<Record<string, (state: RenderState) => Callable['call']>> = {
  range: () => range,
  dict: (state) => (positional, keywords) => makeDict(positional, keywords, state),
  namespace: (state) => (positional, keywords) => makeNamespace(positional, keywords, state),
  cycler: () => (items) => new Cycler(items),
  joiner: () => (positional) => new Joiner(valueOr(positional[0], ', ')),
  raise_exception: () => (positional) => {
    throw new TemplateFailure(refusal, textOf(toText(positional[0] ?? null)));
  },
  strftime_now: (state) => (positional) => {
    const format = textOf(expectText(positional[0], 'format'));
    state.budget.spend(8 * format.length);
    return strftime(format, state.now());
  },
};

/** The global `name`, or undefined. */
export function globals(state: RenderState, name: string): Value | undefined {
  const make = Object.hasOwn(makers, name) ? makers[name] : undefined;
  return make === undefined ? undefined : new Callable(name, make(state));
}

/** The sandbox's bound. */
const maxRange = 100_000;

function range(positional: readonly Value[]): Range {
  const numbers = positional.map((value) => indexOf(value));
  if (numbers.length === 0 || numbers.length > 3)
    throw typeError(`range expected 1 to 3 arguments, got ${numbers.length}`);
  const [first = 0, second, step = 1] = numbers;
  if (step === 0) throw valueError('range() arg 3 must not be zero');
  const made = second === undefined ? new Range(0, first, 1) : new Range(first, second, step);
  if (made.length > maxRange)
    throw new TemplateFailure(
      'OverflowError',
      `Range too big. The sandbox blocks ranges larger than MAX_RANGE (${maxRange}).`,
    );
  return made;
}

function makeDict([source]: readonly Value[], keywords: Keywords, { budget }: RenderState): Dict {
  const dict = new Dict();
  if (source instanceof Dict) {
    for (const [key, value] of source.members()) dict.set(key, value);
  } else if (source !== undefined) {
    for (const pair of iterate(source, budget)) {
      const [key, value, more] = listOf(pair, budget);
      if (key === undefined || value === undefined || more !== undefined)
        throw valueError('dictionary update sequence element has no length 2');
      dict.set(key, value);
    }
  }
  for (const [name, value] of keywords) dict.set(name, value);
  return dict;
}

function makeNamespace(positional: readonly Value[], keywords: Keywords, state: RenderState): Namespace {
  const namespace = new Namespace();
  for (const [key, value] of makeDict(positional, keywords, state).members()) {
    if (!isText(key)) throw typeError(`attribute name must be string, not '${typeName(key)}'`);
    namespace.attributes.set(textOf(key), value);
  }
  return namespace;
}

class Cycler extends Opaque {
  readonly typeName = 'Cycler';
  readonly #items: readonly Value[];
  #at = 0;

  constructor(items: readonly Value[]) {
    super();
    if (items.length === 0) throw new TemplateFailure('RuntimeError', 'at least one item has to be provided');
    this.#items = items;
  }

  override attribute(name: string): Value | undefined {
    const current = this.#items[this.#at] ?? null;
    if (name === 'current') return current;
    if (name === 'reset') return new Callable(name, () => ((this.#at = 0), null));
    if (name !== 'next') return undefined;
    return new Callable(name, () => {
      const value = this.#items[this.#at] ?? null;
      this.#at = (this.#at + 1) % this.#items.length;
      return value;
    });
  }
}

class Joiner extends Opaque {
  readonly typeName = 'Joiner';
  readonly #separator: Value;
  #used = false;

  constructor(separator: Value) {
    super();
    this.#separator = separator;
  }

  override attribute(): undefined {
    return undefined;
  }

  override call(): Value {
    if (this.#used) return this.#separator;
    this.#used = true;
    return '';
  }
}
