// What a filter is made of.

import type { RenderState } from '../state.js';
import type { Bound } from '../signature.js';
import type { Keywords } from '../objects.js';
import type { Value } from '../values.js';

export interface Filter {
  /** Names of the arguments behind the operand; undefined: the filter reads its arguments itself. */
  readonly parameters: readonly string[] | undefined;
  /** How many of them must be given. */
  readonly required: number;
  readonly run: (value: Value, bound: Bound, state: RenderState, keywords: Keywords) => Value;
}

/** A filter with named parameters. */
export function filter(
  parameters: readonly string[],
  run: (value: Value, bound: Bound, state: RenderState) => Value,
  required = 0,
): Filter {
  return { parameters, required, run };
}

/** A filter that takes any arguments. */
export function openFilter(run: Filter['run']): Filter {
  return { parameters: undefined, required: 0, run };
}
