// The rows that a transplant needs, by the method that a caller names: `'omp'`, or `{ method: 'omp', k: 32 }`.

import { TokengraftError } from '@tokengraft/errors';
import { checkChoice, type Choice, type Chosen } from './method-choice.js';
import { transplantMethods, type TransplantMethodName } from './transplant-methods/index.js';
import type {
  TransplantMethod,
  TransplantRows,
  TransplantTable,
  TransplantWork,
} from './transplant-methods/transplant-method.js';

export type TransplantChoice = Choice<typeof transplantMethods>;

/** A choice with every default in its place, as plain data for the plan. */
export type Transplant = Chosen<TransplantMethodName>;

/** `name` is the option that the choice stands in, for messages. */
export function checkTransplant(name: string, choice: unknown): Transplant {
  return checkChoice(name, choice, transplantMethods);
}

/**
 * Recipes for the targets of one table. The statistics are the table's own: embedding and head each have their call.
 * Fails with `bad-argument` where no anchor can be used, `bad-file` where a row that is read is not finite.
 */
export async function transplantRows(
  table: TransplantTable,
  { method, options }: Transplant,
  work: TransplantWork,
): Promise<TransplantRows> {
  if (table.modelRows.length !== table.donorRows.length) throw new RangeError('expected anchors in pairs');
  if (table.modelRows.length === 0) {
    const message = `no token of ${table.model.path} is one of ${table.donor.path}, so ${method} has no anchors`;
    throw new TokengraftError('bad-argument', message, { method });
  }
  const entry: TransplantMethod = transplantMethods[method];
  return entry.rows(table, options, work);
}
