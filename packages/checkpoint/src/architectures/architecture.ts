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
  /** Further tensors with one row a token, as far as they are stored. */
  readonly more?: readonly FurtherTensor[];
  /** Rows of the input table behind those that the head and config.json count. Default 0. */
  readonly extraRows?: number;
  /** New entries of the bias are zero whatever the method: nothing was ever trained there. */
  readonly zeroBias?: true;
  /** Whether the family ties when config.json does not say. */
  readonly tiedByDefault: boolean;
  /** Where config.json may say it: the first field that exists counts. */
  readonly tieFields: readonly JsonPath[];
  /** Where config.json states the number of rows: every field that exists. */
  readonly sizeFields: readonly JsonPath[];
  /** Where it states the rows of a table per layer. */
  readonly perLayerSizeFields?: readonly JsonPath[];
}

/**
 * `embedding`, `head`: a second table of that kind, equal to the first or not; `headBias`: a second name of the bias;
 * `perLayer`: a table whose rows hold a vector for each layer, with a number of rows of its own.
 */
export interface FurtherTensor {
  /** `*` stands for a number. */
  readonly name: string;
  readonly role: 'embedding' | 'head' | 'headBias' | 'perLayer';
  /** The axis that counts tokens. Default 0. */
  readonly axis?: 0 | 1;
}

/** Where families keep the configuration of their text model, and the row count in it. */
export const anySizeFields: readonly JsonPath[] = [
  ['vocab_size'],
  ['text_config', 'vocab_size'],
  ['llm_config', 'vocab_size'],
  ['language_config', 'vocab_size'],
  ['decoder', 'vocab_size'],
  ['embedding_size'],
];

export const anyTieFields: readonly JsonPath[] = [
  ['tie_word_embeddings'],
  ['text_config', 'tie_word_embeddings'],
  ['llm_config', 'tie_word_embeddings'],
  ['language_config', 'tie_word_embeddings'],
];
