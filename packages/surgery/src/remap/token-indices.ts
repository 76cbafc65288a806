// `trainable_token_indices` of an adapter's configuration: ids that get their new numbers.

import type { RowMove } from '@tokengraft/checkpoint';
import type { JsonDocument, JsonPath } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';
import { idsAfter } from '../ids-after.js';
import { repurposedIds } from '../verify/verification.js';
import type { VocabularyPlan } from '../vocabulary-plan.js';

const field = 'trainable_token_indices';

/** Edits the ids in `config`; answers with which rows of their tensor stay, and where. */
export function mapTokenIndices(config: JsonDocument, plan: VocabularyPlan): RowMove[] {
  const value = config.get([field]);
  if (value === null || value === undefined) return [];
  const lists: readonly (readonly [JsonPath, unknown])[] = Array.isArray(value)
    ? [[[field], value]]
    : Object.entries(value).map(([module, list]) => [[field, module], list] as const);
  const kept = lists.map(([path, list]) => mapList(config, path, { list, plan }));
  if (new Set(kept.map((moves) => JSON.stringify(moves))).size > 1) {
    const message = `${config.name} names other tokens for other modules, and some of them are gone; merge the adapter into its base first`;
    throw new TokengraftError('unsupported', message, { file: config.name });
  }
  return kept[0] ?? [];
}

function mapList(
  config: JsonDocument,
  path: JsonPath,
  { list, plan }: { readonly list: unknown; readonly plan: VocabularyPlan },
): RowMove[] {
  const ids =
    Array.isArray(list) && list.every((id) => Number.isInteger(id) && Number(id) >= 0) ? (list as number[]) : undefined;
  if (ids === undefined) {
    throw new TokengraftError('bad-file', `${config.name}: ${path.join('.')} is no list of ids`, { file: config.name });
  }
  const newIdOf = idsAfter(idMoves(plan), Math.max(0, ...ids) + 1);
  const taken = repurposedIds(plan);
  const moves: RowMove[] = [];
  const mapped: number[] = [];
  for (const [from, id] of ids.entries()) {
    const is = newIdOf(id);
    if (taken.has(id)) throw refuseRepurposed(config, id);
    if (is === undefined) continue;
    moves.push({ from, to: mapped.length, count: 1 });
    mapped.push(is);
  }
  config.set(path, mapped);
  return moves;
}

/** A transplant says where ids go by the rows of the input table. */
function idMoves({ operation, ids, matrices }: VocabularyPlan): readonly RowMove[] | undefined {
  return operation === 'transplant' ? matrices.find(({ role }) => role === 'embedding')?.kept : ids;
}

function refuseRepurposed(config: JsonDocument, id: number): TokengraftError {
  const message = `${config.name} trains the row of id ${id}, which is another token now; take it out of ${field} first`;
  return new TokengraftError('unsupported', message, { file: config.name, id });
}
