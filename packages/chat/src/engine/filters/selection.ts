// Filters that apply other filters and tests to each item: map, select and their kin. They answer with generators.

import { TemplateFailure } from '../failure.js';
import { iterate } from '../iteration.js';
import type { RenderState } from '../state.js';
import { textOf } from '../traced.js';
import { Generator, type Keywords } from '../objects.js';
import { isText, isTrue, type Value } from '../values.js';
import { openFilter, type Filter } from './filter.js';
import { getterOf, type Getter } from './getters.js';

/** Filters and tests by name; the tables are joined behind these filters, so they come as an argument. */
export interface Registry {
  readonly filter: (
    name: string,
    value: Value,
    positional: readonly Value[],
    keywords: Keywords,
    state: RenderState,
  ) => Value;
  readonly test: (
    name: string,
    value: Value,
    positional: readonly Value[],
    keywords: Keywords,
    state: RenderState,
  ) => boolean;
}

export function selectionFilters(registry: Registry): Readonly<Record<string, Filter>> {
  return {
    map: openFilter((value, positional, state, keywords) => {
      if (!isTrue(value)) return new Generator([].values());
      return new Generator(mapped(value, state, () => mapper(registry, given(positional), keywords, state)));
    }),
    select: selector(registry, true, false),
    reject: selector(registry, false, false),
    selectattr: selector(registry, true, true),
    rejectattr: selector(registry, false, true),
  };
}

function given(positional: readonly (Value | undefined)[]): readonly Value[] {
  return positional.map((value) => value ?? null);
}

/** `prepare` runs when the first item is asked for, as in Python. */
function* mapped(value: Value, { budget }: RenderState, prepare: () => Getter): globalThis.Generator<Value, undefined> {
  const change = prepare();
  for (const each of iterate(value, budget)) {
    budget.step();
    yield change(each);
  }
}

function mapper(registry: Registry, positional: readonly Value[], keywords: Keywords, state: RenderState): Getter {
  const attribute = keywords.get('attribute');
  if (positional.length === 0 && attribute !== undefined) {
    const unknown = [...keywords.keys()].find((name) => name !== 'attribute' && name !== 'default');
    if (unknown !== undefined) throw argumentError(`Unexpected keyword argument '${unknown}'`);
    return getterOf(attribute, state, keywords.get('default') ?? null);
  }
  const [name, ...rest] = positional;
  if (name === undefined) throw argumentError('map requires a filter argument');
  return (value) => registry.filter(nameOf(name), value, rest, keywords, state);
}

function nameOf(value: Value): string {
  if (!isText(value)) throw argumentError('the name of a filter or test must be a string');
  return textOf(value);
}

function argumentError(message: string): TemplateFailure {
  return new TemplateFailure('FilterArgumentError', message);
}

function selector(registry: Registry, wanted: boolean, byAttribute: boolean): Filter {
  return openFilter((value, positional, state, keywords) => {
    if (!isTrue(value)) return new Generator([].values());
    return new Generator(
      selected(value, state, wanted, () => condition(registry, given(positional), keywords, byAttribute, state)),
    );
  });
}

type Condition = (value: Value) => boolean;

function* selected(
  value: Value,
  { budget }: RenderState,
  wanted: boolean,
  prepare: () => Condition,
): globalThis.Generator<Value, undefined> {
  const fits = prepare();
  for (const each of iterate(value, budget)) {
    budget.step();
    if (fits(each) === wanted) yield each;
  }
}

function condition(
  registry: Registry,
  positional: readonly Value[],
  keywords: Keywords,
  byAttribute: boolean,
  state: RenderState,
): Condition {
  const [attribute] = positional;
  if (byAttribute && attribute === undefined) throw argumentError('Missing parameter for attribute name');
  const getter: Getter = byAttribute ? getterOf(attribute, state) : (value) => value;
  const [name, ...rest] = byAttribute ? positional.slice(1) : positional;
  if (name === undefined) return (value) => isTrue(getter(value));
  return (value) => registry.test(nameOf(name), getter(value), rest, keywords, state);
}
