// What a caller names an initialisation by: a method's name, or an object with its options.

import { expectObject, expectOneOf } from '@tokengraft/errors';
import { initMethodNames, initMethods, type InitMethodName } from './init/index.js';
import { checkInitValues, type GivenValues, type InitValue } from './init-options.js';
import type { InitMethod, OldVocabulary, RowMaker } from './init/init-method.js';

type MethodTable = typeof initMethods;

/** `'mean'`, or `{ method: 'mean-cov', scale: 1e-5 }`: a method of the table with options of its own. */
export type InitChoice =
  | InitMethodName
  | { [Name in InitMethodName]: { readonly method: Name } & GivenValues<MethodTable[Name]['options']> }[InitMethodName];

/** A choice with every default in its place, as plain data for the plan. */
export interface Init {
  readonly method: InitMethodName;
  readonly options: Readonly<Record<string, InitValue>>;
}

/** `name` is the option that the choice stands in, for messages. */
export function checkInit(name: string, choice: unknown): Init {
  if (typeof choice !== 'object') return withOptions(name, expectOneOf(name, choice, initMethodNames), {});
  const { method, ...given } = expectObject(name, choice);
  return withOptions(name, expectOneOf(`${name}.method`, method, initMethodNames), given);
}

function withOptions(name: string, method: InitMethodName, given: Readonly<Record<string, unknown>>): Init {
  return { method, options: checkInitValues(name, initMethods[method].options, given) };
}

export function makeRowMaker({ method, options }: Init, old: OldVocabulary): RowMaker {
  const entry: InitMethod = initMethods[method];
  return entry.make(options, old);
}

/** The choice in a few words, for people. */
export function describeInit({ method, options }: Init): string {
  const words = Object.entries(options).map(([key, value]) => (typeof value === 'object' ? key : `${key} ${value}`));
  return words.length === 0 ? method : `${method} (${words.join(', ')})`;
}
