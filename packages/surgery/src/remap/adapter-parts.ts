// What the tensors of a PEFT adapter say about single tokens, by their names, and how each follows a change of the vocabulary.

import type { MatrixChange, RowMove, VocabularyTensor } from '@tokengraft/checkpoint';
import { TokengraftError } from '@tokengraft/errors';
import { matrixChange } from '../matrix-changes.js';
import type { MatrixPlan, VocabularyPlan } from '../vocabulary-plan.js';

/**
 * `table`: a full copy of a vocabulary tensor (`modules_to_save`); `rows`, `columns`: a factor of a LoRA that has one for each
 * token; `token rows`: rows of chosen tokens.
 */
export type PartKind = 'table' | 'rows' | 'columns' | 'token rows';

export interface AdapterPart {
  readonly kind: PartKind;
  /** The plan of the base's tensor that it belongs to. */
  readonly matrix: MatrixPlan;
  readonly tensor: VocabularyTensor;
}

/** The part that a tensor's name stands for; undefined for one that has nothing to do with single tokens. */
export function partOf(
  name: string,
  plan: VocabularyPlan,
): { readonly kind: PartKind | 'unchanged'; readonly matrix: MatrixPlan } | undefined {
  const plain = plainName(name);
  const matrix = plan.matrices.find(({ tensor }) => plain === tensor || plain.startsWith(`${stemOf(tensor)}.`));
  if (matrix === undefined) return undefined;
  if (plain === matrix.tensor) return { kind: 'table', matrix };
  const rest = plain.slice(stemOf(matrix.tensor).length + 1);
  const kind = kinds.find(([pattern]) => pattern.test(rest))?.[1];
  if (kind !== undefined) return { kind, matrix };
  const message = `${name} belongs to ${matrix.tensor} and does not follow a change of its vocabulary; merge the adapter into its base first`;
  throw new TokengraftError('unsupported', message, { tensor: name });
}

const kinds: readonly (readonly [RegExp, PartKind | 'unchanged'])[] = [
  [/^lora_embedding_A(\.weight)?$/, 'columns'],
  [/^lora_embedding_B(\.weight)?$/, 'unchanged'],
  [/^lora_A\.weight$/, 'unchanged'],
  [/^lora_B\.weight$/, 'rows'],
  [/^token_adapter\.trainable_tokens_delta$/, 'token rows'],
];

/** "base_model.model.lm_head.modules_to_save.default.weight" → "lm_head.weight". */
function plainName(name: string): string {
  return name.replace(/^base_model\.model\./, '').replaceAll(/\.(modules_to_save|base_layer|default)(?=\.|$)/g, '');
}

function stemOf(tensor: string): string {
  return tensor.replace(/\.weight$/, '');
}

export function changeAdapterTensor(
  { kind, matrix, tensor }: AdapterPart,
  plan: VocabularyPlan,
  tokenRows: readonly RowMove[],
): MatrixChange {
  const change = { ...matrixChange(matrix, plan), tensor: tensor.name };
  if (kind === 'table') return change;
  if (kind === 'token rows') {
    const rows = tokenRows.reduce((sum, { count }) => sum + count, 0);
    return { ...change, rows, kept: tokenRows, fill: [], population: new Uint8Array() };
  }
  // A factor of zeros adds nothing to the row that the base has.
  const fill = change.fill.map(({ row }) => ({ row, recipe: { kind: 'zero' } as const }));
  return { ...change, fill, population: new Uint8Array() };
}
