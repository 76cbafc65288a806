// Everything that changes in the JSON files beside the weights: numbers of rows, tying where a reader would guess wrong, and
// ids of tokens in every file and nested key.

import { editConfig, vocabularyTensors, type Checkpoint } from '@tokengraft/checkpoint';
import type { JsonDocument } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';
import type { ChangedVocabulary } from './changed-vocabulary.js';
import { readConfigurations } from './configuration-files.js';
import { findIdFields, idsIn, isListOfForbidden, mapField, type IdField } from './id-fields.js';
import { idsAfter } from './ids-after.js';
import type { ConfigurationEdit, MatrixPlan } from './vocabulary-plan.js';

const main = 'config.json';

export async function planConfiguration(
  checkpoint: Checkpoint,
  matrices: readonly MatrixPlan[],
  vocabulary: ChangedVocabulary,
): Promise<ConfigurationEdit[]> {
  const sizes = planSizes(checkpoint, matrices);
  const fields = vocabulary.fields ?? (await planIds(checkpoint, vocabulary));
  return [...sizes, ...fields].filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
}

function planSizes(checkpoint: Checkpoint, matrices: readonly MatrixPlan[]): ConfigurationEdit[] {
  const { config, architecture } = checkpoint;
  const edited = editConfig(
    checkpoint,
    matrices.flatMap((matrix) => rowsOf(checkpoint, matrix)),
  );
  const { sizeFields, perLayerSizeFields = [], tieFields } = architecture;
  return [...sizeFields, ...perLayerSizeFields, ...tieFields].map((path) => {
    return { file: main, field: path.join('.'), path, before: config.get(path), after: edited.get(path) };
  });
}

function rowsOf(checkpoint: Checkpoint, { tensor: name, rowsAfter }: MatrixPlan) {
  const tensor = vocabularyTensors(checkpoint).find((each) => each.name === name);
  return tensor === undefined ? [] : [{ tensor, rows: rowsAfter }];
}

/** Where ids are renumbered: every field that holds some. */
async function planIds(
  checkpoint: Checkpoint,
  { ids, before }: Pick<ChangedVocabulary, 'ids' | 'before'>,
): Promise<ConfigurationEdit[]> {
  if (ids === undefined) return [];
  const newIdOf = idsAfter(ids, before.idBound);
  const documents = await readConfigurations(checkpoint.directory);
  return [...documents].flatMap(([file, document]) => planFields(file, document, newIdOf));
}

function planFields(
  file: string,
  document: JsonDocument,
  newIdOf: (id: number) => number | undefined,
): ConfigurationEdit[] {
  return findIdFields(document.value).map((field): ConfigurationEdit => {
    const gone = isListOfForbidden(field) ? undefined : idsIn(field).find((id) => newIdOf(id) === undefined);
    if (gone !== undefined) throw refuseGone(file, field, gone);
    const { path, value, known } = field;
    const edit = { file, field: path.join('.'), path, before: value, after: mapField(field, newIdOf) };
    return known ? edit : { ...edit, guessed: true };
  });
}

function refuseGone(file: string, { path }: IdField, id: number): TokengraftError {
  const message = `${file} names id ${id} as ${path.join('.')}, which has no token that stays; correct the file, or keep the token`;
  return new TokengraftError('not-found', message, { file, field: path.join('.'), id });
}

/** The ids that the JSON files of a folder name as something: they cannot go. */
export async function namedIds(folder: string): Promise<ReadonlySet<number>> {
  const documents = await readConfigurations(folder);
  const fields = [...documents.values()].flatMap((document) => findIdFields(document.value));
  return new Set(fields.filter((field) => !isListOfForbidden(field)).flatMap(idsIn));
}
