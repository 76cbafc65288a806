// Binding of call arguments to the parameters of built-in functions.

import { typeError } from './failure.js';
import { indexOf } from './numbers.js';
import { Callable, type Keywords } from './objects.js';
import { isText, typeName, type Text, type Value } from './values.js';

/** Bound arguments, by the parameter's place; undefined: not given. */
export type Bound = readonly (Value | undefined)[];

/** REQUIRES: `parameters` in the order of the places; those from `required` on may be left out. */
export function bind(
  name: string,
  parameters: readonly string[],
  positional: readonly Value[],
  keywords: Keywords,
  required = 0,
): Bound {
  if (positional.length > parameters.length) {
    throw typeError(`${name}() takes at most ${parameters.length} arguments (${positional.length} given)`);
  }
  const bound: (Value | undefined)[] = [...positional];
  for (const [keyword, value] of keywords) {
    const place = parameters.indexOf(keyword);
    if (place < 0) throw typeError(`${name}() got an unexpected keyword argument '${keyword}'`);
    if (bound[place] !== undefined) throw typeError(`${name}() got multiple values for argument '${keyword}'`);
    bound[place] = value;
  }
  for (let place = 0; place < required; ++place) {
    if (bound[place] === undefined) throw typeError(`${name}() missing required argument: '${parameters[place]}'`);
  }
  return bound;
}

/** A method written in C takes no keywords. */
export function method(
  name: string,
  least: number,
  most: number,
  run: (positional: readonly Value[]) => Value,
): Callable {
  return new Callable(name, (positional, keywords) => {
    if (keywords.size > 0) throw typeError(`${name}() takes no keyword arguments`);
    if (positional.length < least || positional.length > most) {
      throw typeError(`${name}() takes from ${least} to ${most} arguments (${positional.length} given)`);
    }
    return run(positional);
  });
}

export function expectText(value: Value | undefined, what: string): Text {
  if (value === undefined || !isText(value)) {
    throw typeError(`${what} must be str, not ${value === undefined ? 'missing' : typeName(value)}`);
  }
  return value;
}

/** An integer argument, or `fallback` where it is missing or None. */
export function expectIndex(value: Value | undefined, fallback: number): number {
  return value === undefined || value === null ? fallback : indexOf(value);
}
