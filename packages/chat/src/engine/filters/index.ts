import { TemplateFailure } from '../failure.js';
import { bind } from '../signature.js';
import { runTest } from '../tests.js';
import type { Filter } from './filter.js';
import { plainFilters } from './plain.js';
import { selectionFilters } from './selection.js';
import { sequenceFilters } from './sequences.js';
import { textFilters } from './texts.js';
import type { RenderState } from '../state.js';
import type { Keywords } from '../objects.js';
import type { Value } from '../values.js';

/** Every filter by its name. */
export const filters: ReadonlyMap<string, Filter> = new Map(
  Object.entries({
    ...plainFilters,
    ...sequenceFilters,
    ...textFilters,
    ...selectionFilters({ filter: runFilter, test: (name, ...rest) => runTest(name, ...rest) }),
  }),
);

export function runFilter(
  name: string,
  value: Value,
  positional: readonly Value[],
  keywords: Keywords,
  state: RenderState,
): Value {
  const found = findFilter(name);
  if (found.parameters === undefined) return found.run(value, positional, state, keywords);
  return found.run(value, bind(name, found.parameters, positional, keywords, found.required), state, keywords);
}

export function findFilter(name: string): Filter {
  const found = filters.get(name);
  if (found !== undefined) return found;
  throw new TemplateFailure('TemplateRuntimeError', `No filter named '${name}' found.`);
}
