// Rows of tokens that only the donor has, found in the donor's tables: each table of the model against the donor's of the
// same role, with the tokens that both have as anchors.

import { vocabularyTensors, type Checkpoint, type VocabularyTensor } from '@tokengraft/checkpoint';
import type { MadeRows, MadeTable } from '../changed-vocabulary.js';
import { transplantRows, type Transplant } from '../transplant-rows.js';
import type { TransplantTable, TransplantWork } from '../transplant-methods/transplant-method.js';
import type { Match } from './match-tokens.js';

export interface SolveFacts {
  readonly model: Checkpoint;
  readonly donor: Checkpoint;
  readonly matches: ReadonlyMap<number, Match>;
  /** Donor ids that need a row. */
  readonly targets: readonly number[];
}

export async function solveRows(facts: SolveFacts, method: Transplant, work: TransplantWork): Promise<MadeRows> {
  const made = new Map<string, MadeTable>();
  for (const tensor of vocabularyTensors(facts.model)) {
    if (tensor.role === 'headBias') continue; // one number a row is no direction: it gets the mean
    const main = [...made.keys()].find((name) => name === tensor.copyOf);
    const known = main === undefined ? undefined : made.get(main);
    made.set(tensor.name, known ?? (await solveTable(tableOf(tensor, facts), method, work)));
  }
  return made;
}

/** A tied donor has one table for both ends. */
function tableOf(tensor: VocabularyTensor, { model, donor, matches, targets }: SolveFacts): TransplantTable {
  const { embedding, head } = donor.vocabulary;
  const ofHead = tensor.role === 'head' && !model.tying.tied && tensor.copyOf !== model.vocabulary.embedding.name;
  const theirs = ofHead ? (head ?? embedding) : embedding;
  const anchors = [...matches].filter(([to, { id, how }]) => {
    return how === 'same' && to < theirs.matrix.rows && id < tensor.matrix.rows;
  });
  return {
    model: tensor.matrix,
    donor: theirs.matrix,
    modelRows: anchors.map(([, { id }]) => id),
    donorRows: anchors.map(([to]) => to),
    targets: targets.filter((id) => id < theirs.matrix.rows),
  };
}

async function solveTable(table: TransplantTable, choice: Transplant, work: TransplantWork): Promise<MadeTable> {
  if (table.targets.length === 0) return { choice, recipes: new Map() };
  const { recipes, map } = await transplantRows(table, choice, work);
  const byRow = table.targets.flatMap((row, index) => {
    const recipe = recipes[index];
    return recipe === undefined ? [] : [[row, recipe] as const];
  });
  return { choice, recipes: new Map(byRow), ...(map === undefined ? {} : { map }) };
}
