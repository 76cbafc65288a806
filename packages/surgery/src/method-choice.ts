// How a caller names a method of a table: by its name, or by an object with the name and options.

import { expectObject, expectOneOf } from '@tokengraft/errors';
import { checkInitValues, type GivenValues, type InitOptionTable, type InitValue } from './init-options.js';

type MethodTable = Readonly<Record<string, { readonly options: InitOptionTable }>>;

/** A name, or `{ method: name, …options }`. */
export type Choice<T extends MethodTable> =
  | (keyof T & string)
  | { [Name in keyof T & string]: { readonly method: Name } & GivenValues<T[Name]['options']> }[keyof T & string];

export interface Chosen<Name extends string> {
  readonly method: Name;
  readonly options: Readonly<Record<string, InitValue>>;
}

/** The choice with every default in its place; `name` is the option that it stands in, for messages. */
export function checkChoice<const T extends MethodTable>(
  name: string,
  choice: unknown,
  table: T,
): Chosen<keyof T & string> {
  const names = Object.keys(table) as (keyof T & string)[];
  if (typeof choice !== 'object') return complete(name, expectOneOf(name, choice, names), {}, table);
  const { method, ...given } = expectObject(name, choice);
  return complete(name, expectOneOf(`${name}.method`, method, names), given, table);
}

function complete<T extends MethodTable, Name extends keyof T & string>(
  name: string,
  method: Name,
  given: Readonly<Record<string, unknown>>,
  table: T,
): Chosen<Name> {
  return { method, options: checkInitValues(name, table[method]?.options ?? {}, given) };
}
