// Donor rows through a map that C++ fits to the anchors when the rows are made.

import type { RowMap } from '@tokengraft/checkpoint';
import type { TransplantRows, TransplantTable } from './transplant-methods/transplant-method.js';

export function mapped(
  { donor, donorRows, modelRows, targets }: TransplantTable,
  kind: RowMap['kind'],
  penalty: number,
): TransplantRows {
  const recipes = targets.map((donorRow) => ({ kind: 'mapped', donorRow }) as const);
  return { recipes, unsaid: [], map: { kind, donor, donorRows, modelRows, penalty } };
}
