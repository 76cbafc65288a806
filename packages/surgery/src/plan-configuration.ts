// The fields of config.json that state numbers of rows, and the one that states tying where a reader would guess wrong: what
// the rewrite will change in it, field by field.

import { editConfig, vocabularyTensors, type Checkpoint } from '@tokengraft/checkpoint';
import type { ConfigurationEdit, MatrixPlan } from './vocabulary-plan.js';

const file = 'config.json';

export function planConfiguration(checkpoint: Checkpoint, matrices: readonly MatrixPlan[]): ConfigurationEdit[] {
  const { config, architecture } = checkpoint;
  const edited = editConfig(
    checkpoint,
    matrices.flatMap((matrix) => rowsOf(checkpoint, matrix)),
  );
  const { sizeFields, perLayerSizeFields = [], tieFields } = architecture;
  const edits = [...sizeFields, ...perLayerSizeFields, ...tieFields].map((path) => {
    return { file, field: path.join('.'), before: config.get(path), after: edited.get(path) };
  });
  return edits.filter(({ before, after }) => before !== after);
}

function rowsOf(checkpoint: Checkpoint, { tensor: name, rowsAfter }: MatrixPlan) {
  const tensor = vocabularyTensors(checkpoint).find((each) => each.name === name);
  return tensor === undefined ? [] : [{ tensor, rows: rowsAfter }];
}
