// The variable `loop`. It looks one item ahead when somebody asks for `last` or `nextitem`, and goes through the rest when
// somebody asks for the length of something that has none, as jinja2 does.

import type { Budget } from './budget.js';
import { typeError } from './failure.js';
import { iterate, LoopLike } from './iteration.js';
import { equals } from './operators.js';
import { Callable, Undefined, type Keywords } from './objects.js';
import { Tuple, valueOr, type Value } from './values.js';

/** Renders the loop's body for the items of a value, one level deeper. */
export type Recurse = (items: Value, depth: number) => Value;

export class Loop extends LoopLike {
  readonly typeName = 'LoopContext';
  index0 = -1;
  #items: readonly Value[] | undefined;
  #iterator: Iterator<Value>;
  #length: number | undefined;
  #ahead: Value | undefined;
  #current: Value | undefined;
  #before: Value | undefined;
  #changed: Value | undefined;
  readonly #recurse: Recurse | undefined;
  readonly #depth0: number;
  readonly #budget: Budget;

  /** `items`: all of them, if they are known; else `iterator` makes them. */
  constructor(
    items: readonly Value[] | undefined,
    iterator: Iterator<Value>,
    budget: Budget,
    recurse?: Recurse,
    depth0 = 0,
  ) {
    super();
    this.#items = items;
    this.#iterator = iterator;
    this.#length = items?.length;
    this.#budget = budget;
    this.#recurse = recurse;
    this.#depth0 = depth0;
  }

  /** The next item, or undefined at the end. */
  next(): Value | undefined {
    this.#budget.step();
    const item = this.#items === undefined ? this.#advance() : this.#items[this.index0 + 1];
    if (item === undefined) return undefined;
    ++this.index0;
    this.#before = this.#current;
    this.#current = item;
    return item;
  }

  #advance(): Value | undefined {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    return ahead === undefined ? this.#pull() : ahead;
  }

  #pull(): Value | undefined {
    const next = this.#iterator.next();
    return next.done === true ? undefined : next.value;
  }

  #peek(): Value | undefined {
    if (this.#items !== undefined) return this.#items[this.index0 + 1];
    if (this.#ahead === undefined) this.#ahead = this.#pull();
    return this.#ahead;
  }

  get #size(): number {
    if (this.#length !== undefined) return this.#length;
    const rest: Value[] = [];
    for (let item = this.#pull(); item !== undefined; item = this.#pull()) {
      this.#budget.step();
      rest.push(item);
    }
    this.#iterator = rest.values();
    this.#length = rest.length + this.index0 + 1 + (this.#ahead === undefined ? 0 : 1);
    return this.#length;
  }

  override attribute(name: string): Value | undefined {
    switch (name) {
      case 'index':
        return this.index0 + 1;
      case 'index0':
        return this.index0;
      case 'first':
        return this.index0 === 0;
      case 'last':
        return this.#peek() === undefined;
      case 'length':
        return this.#size;
      case 'revindex':
        return this.#size - this.index0;
      case 'revindex0':
        return this.#size - this.index0 - 1;
      case 'previtem':
        return this.index0 === 0 ? new Undefined('there is no previous item') : this.#before;
      case 'nextitem':
        return valueOr(this.#peek(), new Undefined('there is no next item'));
      case 'depth':
        return this.#depth0 + 1;
      case 'depth0':
        return this.#depth0;
      default:
        return this.#method(name);
    }
  }

  #method(name: string): Value | undefined {
    if (name === 'cycle') {
      return new Callable(name, (values) => {
        if (values.length === 0) throw typeError('no items for cycling given');
        return values[this.index0 % values.length] ?? null;
      });
    }
    if (name !== 'changed') return undefined;
    return new Callable(name, (values) => {
      const now = new Tuple(values);
      const changed = this.#changed === undefined || !equals(this.#changed, now);
      this.#changed = now;
      return changed;
    });
  }

  override call([items = null]: readonly Value[], _keywords: Keywords): Value {
    if (this.#recurse === undefined) {
      throw typeError("The loop must have the 'recursive' marker to be called recursively.");
    }
    return this.#recurse(items, this.#depth0 + 1);
  }

  override iterator(): Iterator<Value> {
    return iterate(new Tuple([]), this.#budget)[Symbol.iterator]();
  }

  override describe(): string {
    return `<LoopContext ${this.index0 + 1}/${this.#size}>`;
  }
}
