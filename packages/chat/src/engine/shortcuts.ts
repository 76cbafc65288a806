// The commonest expressions, object.name, object['name'], … == 'text' and 'text' in …, with the string known when the template
// is compiled.

import { attribute, item } from './attributes.js';
import type { Evaluate } from './frame.js';
import { isDictAttribute } from './methods/container-methods.js';
import { contains, equals } from './operators.js';
import { Opaque } from './objects.js';
import { Traced } from './traced.js';
import { Dict, keyOf, type Value } from './values.js';

/** object['name'] */
export function itemByName(object: Evaluate, name: string): Evaluate {
  const hash = keyOf(internalized(name));
  return (frame) => {
    const value = object(frame);
    const found = value instanceof Dict ? value.getByHash(hash) : undefined;
    return found === undefined ? item(value, name, frame.state.budget) : found;
  };
}

/** object.name */
export function attributeByName(object: Evaluate, name: string): Evaluate {
  if (name.startsWith('__') || isDictAttribute(name)) {
    return (frame) => attribute(object(frame), name, frame.state.budget);
  }
  const key = internalized(name);
  const hash = keyOf(key);
  return (frame) => {
    const value = object(frame);
    const found =
      value instanceof Dict ? value.getByHash(hash) : value instanceof Opaque ? value.attribute(key) : undefined;
    return found === undefined ? attribute(value, name, frame.state.budget) : found;
  };
}

/** value == 'text', or != with `wanted` false */
export function equalsText(value: Evaluate, text: string, wanted: boolean): Evaluate {
  const own = internalized(text);
  return (frame) => {
    const left = value(frame);
    return ((left instanceof Traced ? left.text : left) === own) === wanted;
  };
}

/** left == right, or != with `wanted` false */
export function equalsEither(left: Evaluate, right: Evaluate, wanted: boolean): Evaluate {
  return (frame) => {
    const [a, b] = [ownOf(left(frame)), ownOf(right(frame))];
    if (typeof a === 'object' || typeof a !== typeof b) return equals(a, b) === wanted;
    return (a === b) === wanted;
  };
}

function ownOf(value: Value): Value {
  return value instanceof Traced ? value.text : value;
}

/** 'text' in container, or not in with `wanted` false */
export function containsText(text: string, container: Evaluate, wanted: boolean): Evaluate {
  const hash = keyOf(internalized(text));
  return (frame) => {
    const value = container(frame);
    const found =
      value instanceof Dict ? value.getByHash(hash) !== undefined : contains(value, text, frame.state.budget);
    return found === wanted;
  };
}

/** The same string as V8 keeps it for keys: comparing it with a key compares pointers. */
function internalized(text: string): string {
  const [key = text] = Object.keys({ [text]: true });
  return key;
}
