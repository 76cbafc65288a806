// What an initialisation method is: new token in, recipe for its row out. Recipes are executed in C++.

import type { RowRecipe } from '@tokengraft/checkpoint';
import type { InitOptionTable, InitValues } from '../init-options.js';

/** A row that gets a token. */
export interface NewRow {
  readonly row: number;
  readonly content: string;
  /** The old tokenizer's ids for the text the token stands for. */
  readonly pieces: readonly number[];
}

/** What a method may ask about the vocabulary before the change. */
export interface OldVocabulary {
  /** The ids of a text in the middle of a sentence, as of a token. */
  readonly piecesOf: (text: string) => readonly number[];
  readonly idOf: (token: string) => number | undefined;
  readonly hasId: (id: number) => boolean;
}

export interface RowMaker {
  /** A row of an input table or a head. */
  readonly row: (row: NewRow) => RowRecipe;
  /** An entry of a head's bias. */
  readonly bias: (row: NewRow) => RowRecipe;
  /** The scale of the covariance, for recipes that draw from it. */
  readonly covarianceScale?: number;
}

export interface InitMethod<T extends InitOptionTable = InitOptionTable> {
  /** One line for the help. */
  readonly summary: string;
  readonly options: T;
  make(values: InitValues<T>, old: OldVocabulary): RowMaker;
}

/** Lets the type of `make`'s values follow from the table of options. */
export function defineInit<const T extends InitOptionTable>(method: InitMethod<T>): InitMethod<T> {
  return method;
}

/** The same recipe for rows and for a bias. */
export function sameForBias(row: RowMaker['row']): RowMaker {
  return { row, bias: row };
}
