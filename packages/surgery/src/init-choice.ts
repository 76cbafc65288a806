// What a caller names an initialisation by: `'mean'`, or `{ method: 'mean-cov', scale: 1e-5 }`.

import { initMethods, type InitMethodName } from './init/index.js';
import type { InitMethod, OldVocabulary, RowMaker } from './init/init-method.js';
import { checkChoice, type Choice, type Chosen } from './method-choice.js';

export type InitChoice = Choice<typeof initMethods>;

/** A choice with every default in its place, as plain data for the plan. */
export type Init = Chosen<InitMethodName>;

/** `name` is the option that the choice stands in, for messages. */
export function checkInit(name: string, choice: unknown): Init {
  return checkChoice(name, choice, initMethods);
}

/** The choice as a caller may give it again. */
export function asChoice({ method, options }: Init): InitChoice {
  return Object.keys(options).length === 0 ? method : { method, ...options };
}

export function makeRowMaker({ method, options }: Init, old: OldVocabulary): RowMaker {
  const entry: InitMethod = initMethods[method];
  return entry.make(options, old);
}

/** The choice in a few words, for people. */
export function describeInit({ method, options }: Chosen<string>): string {
  const words = Object.entries(options).map(([key, value]) => (typeof value === 'object' ? key : `${key} ${value}`));
  return words.length === 0 ? method : `${method} (${words.join(', ')})`;
}
