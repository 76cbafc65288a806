// What a transplant method is: rows that only the donor has in, recipes for the model's table out.

import type { RowMap, RowRecipe } from '@tokengraft/checkpoint';
import type { NativeMatrix } from '@tokengraft/native';
import type { InitOptionTable, InitValues } from '../init-options.js';

/** One table of the model and the donor's table of the same role. */
export interface TransplantTable {
  readonly model: NativeMatrix;
  readonly donor: NativeMatrix;
  /** Rows that stand for the same token: anchor i is row modelRows[i] of the model and donorRows[i] of the donor. */
  readonly modelRows: readonly number[];
  readonly donorRows: readonly number[];
  /** Rows of the donor that the model needs its own for. */
  readonly targets: readonly number[];
}

export interface TransplantRows {
  /** One for each target; a target that the anchors cannot say (a zero row) gets the mean of the population. */
  readonly recipes: readonly RowRecipe[];
  /** Which of the targets got the mean. */
  readonly unsaid: readonly number[];
  /** For `mapped` recipes. */
  readonly map?: RowMap;
}

export interface TransplantWork {
  readonly threads: number;
  readonly signal: AbortSignal | undefined;
}

export interface TransplantMethod<T extends InitOptionTable = InitOptionTable> {
  /** One line for the help. */
  readonly summary: string;
  readonly options: T;
  rows(table: TransplantTable, values: InitValues<T>, work: TransplantWork): Promise<TransplantRows>;
}

export function defineTransplant<const T extends InitOptionTable>(method: TransplantMethod<T>): TransplantMethod<T> {
  return method;
}
