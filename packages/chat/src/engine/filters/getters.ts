// Attributes named by strings, as filters take them: "name", "a.b", "items.0", "first,second".

import { item } from '../attributes.js';
import { lower } from '../methods/text-case.js';
import type { RenderState } from '../state.js';
import { textOf } from '../traced.js';
import { Undefined } from '../objects.js';
import { isText, List, type Value } from '../values.js';

export type Getter = (value: Value) => Value;

/** What `attribute` leads to; `fallback` stands for what is undefined on the way, unless it is None. */
export function getterOf(attribute: Value | undefined, state: RenderState, fallback: Value = null): Getter {
  const parts = partsOf(attribute ?? null);
  return (value) => {
    let found = value;
    for (const part of parts) {
      found = item(found, part, state.budget);
      if (fallback !== null && found instanceof Undefined) found = fallback;
    }
    return found;
  };
}

/** The values of several attributes, as a list. */
export function multiGetterOf(attribute: Value | undefined, state: RenderState, finish: Getter): Getter {
  const names = isText(attribute) ? textOf(attribute).split(',') : [attribute ?? null];
  const getters = names.map((name) => getterOf(name, state));
  return (value) => new List(getters.map((getter) => finish(getter(value))));
}

function partsOf(attribute: Value): Value[] {
  if (attribute === null) return [];
  if (!isText(attribute)) return [attribute];
  return textOf(attribute)
    .split('.')
    .map((part) => (/^\p{Nd}+$/u.test(part) ? Number(part) : part));
}

/** Strings in lower case, everything else as it is. */
export function ignoreCase(value: Value): Value {
  return isText(value) ? lower(value) : value;
}
