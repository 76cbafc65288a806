// The methods of list, tuple, dict and numbers that change nothing; those that would are refused by the sandbox.

import type { Budget } from '../budget.js';
import { valueError } from '../failure.js';
import { iterate } from '../iteration.js';
import { numericOf } from '../numbers.js';
import { equals } from '../operators.js';
import { representation } from '../formatting/text-of-value.js';
import { expectIndex, method } from '../signature.js';
import { textOf } from '../traced.js';
import { Callable, DictView, Range } from '../objects.js';
import { Dict, Float, isInteger, List, Tuple, valueOr, type Value } from '../values.js';

/** What the immutable sandbox of jinja2 3.1.2 keeps from templates. It forgot `pop` and `clear` of lists. */
const listMutators = new Set(['append', 'extend', 'insert', 'remove', 'reverse', 'sort']);
const dictMutators = new Set(['clear', 'pop', 'popitem', 'setdefault', 'update']);

export function isMutator(object: Value, name: string): boolean {
  return object instanceof List ? listMutators.has(name) : object instanceof Dict && dictMutators.has(name);
}

const dictMethods = new Set(['items', 'keys', 'values', 'get', 'copy', 'fromkeys']);

/** Whether `name` is an attribute of every dict, so that a key of that name is shadowed. */
export function isDictAttribute(name: string): boolean {
  return dictMethods.has(name) || dictMutators.has(name);
}

export function containerMethod(object: Value, name: string, budget: Budget): Value | undefined {
  if (object instanceof Dict) return dictMethod(object, name, budget);
  if (object instanceof List || object instanceof Tuple) return sequenceMethod(object, name, budget);
  if (object instanceof Range) return rangeAttribute(object, name);
  if (object instanceof Float) return floatMethod(object, name);
  return isInteger(object) || typeof object === 'boolean' ? integerMethod(object, name) : undefined;
}

function dictMethod(dict: Dict, name: string, budget: Budget): Callable | undefined {
  switch (name) {
    case 'items':
      return method(name, 0, 0, () => (budget.spend(dict.size / 8), new DictView('dict_items', dict.pairs())));
    case 'keys':
      return method(name, 0, 0, () => (budget.spend(dict.size / 8), new DictView('dict_keys', dict.keys())));
    case 'values':
      return method(name, 0, 0, () => (budget.spend(dict.size / 8), new DictView('dict_values', dict.values())));
    case 'get':
      return method(name, 1, 2, ([key = null, fallback = null]) => valueOr(dict.get(key), fallback));
    case 'copy':
      return method(name, 0, 0, () => Dict.of(dict.members()));
    case 'fromkeys':
      return method(name, 1, 2, ([keys = null, value = null]) =>
        Dict.of(Array.from(iterate(keys, budget), (key) => [key, value])),
      );
    default:
      return undefined;
  }
}

function sequenceMethod(sequence: List | Tuple, name: string, budget: Budget): Value | undefined {
  if (name === 'count') {
    return method(name, 1, 1, ([item = null]) => {
      budget.spend(sequence.items.length);
      return sequence.items.filter((each) => equals(each, item)).length;
    });
  }
  if (name === 'index') return method(name, 1, 3, (positional) => indexIn(sequence, positional, budget));
  if (sequence instanceof List) return listMethod(sequence, name);
  const place = sequence.names.indexOf(name);
  return place < 0 ? undefined : sequence.items[place];
}

function listMethod(list: List, name: string): Callable | undefined {
  if (name === 'copy') return method(name, 0, 0, () => new List([...list.items], list.origin));
  if (name === 'clear') return method(name, 0, 0, () => list.clear());
  return name === 'pop' ? method(name, 0, 1, ([index]) => list.pop(expectIndex(index, -1))) : undefined;
}

function indexIn(sequence: List | Tuple, [item = null, begin, end]: readonly Value[], budget: Budget): number {
  budget.spend(sequence.items.length);
  const length = sequence.items.length;
  const clamp = (bound: Value | undefined, fallback: number): number => {
    const index = bound === undefined ? fallback : Number(numericOf(bound) ?? fallback);
    return index < 0 ? Math.max(0, index + length) : index;
  };
  const [from, to] = [clamp(begin, 0), clamp(end, length)];
  const at = sequence.items.findIndex((each, index) => index >= from && index < to && equals(each, item));
  if (at < 0) throw valueError(`${textOf(representation(item))} is not in list`);
  return at;
}

function rangeAttribute(range: Range, name: string): Value | undefined {
  if (name === 'start') return range.start;
  if (name === 'stop') return range.stop;
  return name === 'step' ? range.step : undefined;
}

function floatMethod({ value }: Float, name: string): Callable | undefined {
  if (name === 'is_integer') return method(name, 0, 0, () => Number.isInteger(value));
  return name === 'conjugate' ? method(name, 0, 0, () => new Float(value)) : undefined;
}

function integerMethod(value: number | bigint | boolean, name: string): Value | undefined {
  const magnitude = BigInt(value) < 0n ? -BigInt(value) : BigInt(value);
  if (name === 'bit_length') return method(name, 0, 0, () => (magnitude === 0n ? 0 : magnitude.toString(2).length));
  if (name === 'bit_count') return method(name, 0, 0, () => magnitude.toString(2).replaceAll('0', '').length);
  if (name === 'conjugate') return method(name, 0, 0, () => Number(value));
  if (name === 'real' || name === 'numerator') return typeof value === 'boolean' ? Number(value) : value;
  if (name === 'imag') return 0;
  return name === 'denominator' ? 1 : undefined;
}
