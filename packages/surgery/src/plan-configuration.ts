// The fields of config.json that state the number of rows, and the one that states tying where a reader would guess wrong.

import type { Checkpoint } from '@tokengraft/checkpoint';
import type { JsonPath } from '@tokengraft/documents';
import type { ConfigurationEdit } from './vocabulary-plan.js';

const file = 'config.json';

export function planConfiguration(checkpoint: Checkpoint, rowsAfter: number): ConfigurationEdit[] {
  const { config, architecture, tying } = checkpoint;
  const stated = architecture.sizeFields.filter((path) => config.has(path));
  const fields = stated.length > 0 ? stated : architecture.sizeFields.slice(0, 1);
  const edits = fields.map((path) => edit(path, config.get(path), rowsAfter));
  const tieField = architecture.tieFields.find((path) => config.has(path)) ?? architecture.tieFields[0];
  if (tying.decided && tieField !== undefined) edits.push(edit(tieField, config.get(tieField), tying.tied));
  return edits.filter(({ before, after }) => before !== after);
}

function edit(path: JsonPath, before: unknown, after: unknown): ConfigurationEdit {
  return { file, field: path.join('.'), before, after };
}
