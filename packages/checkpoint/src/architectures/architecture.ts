// What the shared code needs to know about a family of models, as data.

import type { JsonPath } from '@tokengraft/documents';

export interface Architecture {
  /** Values of config.json's `model_type`. */
  readonly modelTypes: readonly string[];
  /** Names of the input table; a checkpoint has one of them. */
  readonly embedding: readonly string[];
  /** Names of the output table; a checkpoint that ties has none of them. */
  readonly head: readonly string[];
  /** Names of the output bias; most families have none. */
  readonly headBias: readonly string[];
  /** Whether the family ties when config.json does not say. */
  readonly tiedByDefault: boolean;
  /** Where config.json may say it: the first field that exists counts. */
  readonly tieFields: readonly JsonPath[];
  /** Where config.json states the number of rows: every field that exists. */
  readonly sizeFields: readonly JsonPath[];
}
