// What an initialisation method is: new token in, recipe for its row out. Recipes are executed in C++.

import type { RowRecipe } from '@tokengraft/checkpoint';

/** A row that gets a token. */
export interface NewRow {
  readonly row: number;
  readonly content: string;
  /** The old tokenizer's ids for the text the token stands for. */
  readonly pieces: readonly number[];
}

export interface InitMethod {
  /** A row of an input table or a head. */
  readonly row: (row: NewRow) => RowRecipe;
  /** An entry of a head's bias. */
  readonly bias: (row: NewRow) => RowRecipe;
}
