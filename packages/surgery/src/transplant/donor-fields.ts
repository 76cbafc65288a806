// Ids in a model's JSON files after its vocabulary was exchanged: those of the donor where it states the same field, else the
// new id of the same token, else none. What only the model has is never the donor's to say.

import type { JsonDocument, JsonPath } from '@tokengraft/documents';
import { readConfigurations } from '../configuration-files.js';
import { findIdFields, idsIn, mapField, type IdField } from '../id-fields.js';
import type { ConfigurationEdit } from '../vocabulary-plan.js';

interface NewIds {
  readonly newIdOf: (id: number) => number | undefined;
  /** Whether the token of an old id comes from the model, not from the donor. */
  readonly isOwn: (id: number) => boolean;
}

export async function planDonorFields(
  model: string,
  donor: string,
  { newIdOf, isOwn }: NewIds,
): Promise<ConfigurationEdit[]> {
  const [own, theirs] = [await readConfigurations(model), await readConfigurations(donor)];
  return [...own].flatMap(([file, document]) =>
    findIdFields(document.value).map((field): ConfigurationEdit => {
      const { path, value } = field;
      const given = idsIn(field).some(isOwn) ? undefined : donorValue(path, file, theirs);
      const after = given ?? mapped(field, newIdOf);
      const edit = { file, field: path.join('.'), path, before: value, after };
      return after === null && value !== null ? { ...edit, guessed: true } : edit;
    }),
  );
}

/** The donor's value at the same path, at the top, or in its text model. */
function donorValue(path: JsonPath, file: string, theirs: ReadonlyMap<string, JsonDocument>): unknown {
  const key = path.at(-1) ?? '';
  const documents = [theirs.get(file), theirs.get('config.json')].filter((document) => document !== undefined);
  const places = [path, [key], ['text_config', key]];
  return documents
    .flatMap((document) => places.map((place) => document.get(place)))
    .find((value) => value !== undefined && value !== null);
}

function mapped(field: IdField, newIdOf: (id: number) => number | undefined): unknown {
  const isWhole = idsIn(field).every((id) => newIdOf(id) !== undefined);
  return isWhole ? mapField(field, newIdOf) : null;
}
