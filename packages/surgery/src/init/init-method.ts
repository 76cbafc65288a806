// What an initialisation method is: new token in, recipe for its row out. Recipes are executed in C++.

import type { RowRecipe } from '../vocabulary-plan.js';

/** A row that gets a token. */
export interface NewRow {
  readonly row: number;
  readonly content: string;
  /** The old tokenizer's ids for the text the token stands for. */
  readonly pieces: readonly number[];
}

export interface InitSettings {
  /** The standard deviation the model's configuration names for fresh weights. */
  readonly initializerRange: number;
}

export interface InitMethod {
  /** A row of an input table or a head. */
  readonly row: (row: NewRow, settings: InitSettings) => RowRecipe;
  /** An entry of a head's bias. */
  readonly bias: (row: NewRow, settings: InitSettings) => RowRecipe;
}
