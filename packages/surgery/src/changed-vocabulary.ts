// The tokenizer's side of any vocabulary change: what it was, what it will be, which rows stay, and which tokens need new ones.

import type { RowMap, RowMove, RowRecipe } from '@tokengraft/checkpoint';
import type { AddedToken, SavedFile, Tokenizer } from '@tokengraft/tokenizer';
import type { RowFlags } from './population.js';
import type { Transplant } from './transplant-rows.js';
import type { ConfigurationEdit, FileEdit, TokenPlan } from './vocabulary-plan.js';

export interface ChangedVocabulary {
  readonly before: Tokenizer;
  readonly after: Tokenizer;
  /** Ascending by id: every token that is asked for; those that are new or repurposed get new rows. */
  readonly tokens: readonly TokenPlan[];
  /** The added tokens of `after`: they stand for their content, the others for what they decode to. */
  readonly added: ReadonlyMap<number, AddedToken>;
  /** Which old ids become which; undefined: every id stays. */
  readonly ids: readonly RowMove[] | undefined;
  /** Where old rows go; undefined: each keeps its place, and none is dropped. */
  readonly kept: readonly RowMove[] | undefined;
  /** Rows of the head, where the input table has more and ids go on there; undefined: one for every id that stays. */
  readonly headRows?: number;
  /** Fields of the JSON files that change otherwise than by `ids`; undefined: what `ids` makes of them. */
  readonly fields?: readonly ConfigurationEdit[];
  /** Further files of the result, by name. */
  readonly extras?: ReadonlyMap<string, string>;
  /** Makes rows otherwise than by an initialisation; tokens that it leaves out get that. */
  readonly makeRows?: (flags: ReadonlyMap<string, RowFlags>) => Promise<MadeRows>;
  /** The tokenizer's share of the folder. */
  readonly files: readonly FileEdit[];
  /** Writes it to `folder`; answers with the names of the files. */
  readonly write: (folder: string, options: { readonly signal?: AbortSignal }) => Promise<readonly string[]>;
}

/** Recipes for rows of new tokens, by tensor. */
export type MadeRows = ReadonlyMap<string, MadeTable>;

export interface MadeTable {
  /** What made them, for the plan. */
  readonly choice: Transplant;
  readonly recipes: ReadonlyMap<number, RowRecipe>;
  readonly map?: RowMap;
}

/** Whether the token gets a row of its own making. */
export function needsRow({ status }: TokenPlan): boolean {
  return status === 'new' || status === 'repurposed';
}

export function asEdit({ file, action, why }: SavedFile): FileEdit {
  return { file, action, why };
}
