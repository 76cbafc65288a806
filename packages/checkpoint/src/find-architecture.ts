// Which architecture a configuration names, or an explicit map makes.

import type { JsonDocument, JsonPath } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';

import type { Architecture } from './architectures/architecture.js';
import { architectures } from './architectures/index.js';

/** Tensor names that override the table of architectures. */
export interface VocabularyMap {
  readonly embedding: string;
  readonly head?: string;
  readonly headBias?: string;
}

export interface NamedArchitecture {
  readonly name: string;
  readonly modelType: string;
  readonly architecture: Architecture;
}

/** Where families keep the configuration of their text model. */
const sizeFieldsOfAnyFamily: readonly JsonPath[] = [
  ['vocab_size'],
  ['text_config', 'vocab_size'],
  ['llm_config', 'vocab_size'],
  ['language_config', 'vocab_size'],
  ['decoder', 'vocab_size'],
];

/** Refuses ('unsupported') a model type that the table does not have, unless `map` tells the names. */
export function findArchitecture(config: JsonDocument, map: VocabularyMap | undefined): NamedArchitecture {
  const stated = config.get(['model_type']);
  const modelType = typeof stated === 'string' ? stated : '';
  const known = Object.entries(architectures).find(([, each]) => each.modelTypes.includes(modelType));
  if (map !== undefined) return { name: 'map', modelType, architecture: explicitArchitecture(map, config, known?.[1]) };
  if (known !== undefined) return { name: known[0], modelType, architecture: known[1] };
  throw unknownModelType(config.name, modelType);
}

/** The names of `map`; where sizes and tying are stated comes from the family, if it is known. */
function explicitArchitecture(
  map: VocabularyMap,
  config: JsonDocument,
  family: Architecture | undefined,
): Architecture {
  return {
    modelTypes: family?.modelTypes ?? [],
    embedding: [map.embedding],
    head: map.head === undefined ? [] : [map.head],
    headBias: map.headBias === undefined ? [] : [map.headBias],
    tiedByDefault: map.head === undefined,
    tieFields: family?.tieFields ?? [['tie_word_embeddings'], ['text_config', 'tie_word_embeddings']],
    sizeFields: family?.sizeFields ?? sizeFieldsOfAnyFamily.filter((field) => config.has(field)),
  };
}

function unknownModelType(file: string, modelType: string): TokengraftError {
  const known = Object.values(architectures).flatMap((each) => each.modelTypes);
  const found = modelType === '' ? `${file} states no model_type` : `${file}: model_type "${modelType}" is not known`;
  const advice = 'name the tensors with an explicit map of embedding and head';
  return new TokengraftError('unsupported', `${found}; known are ${known.join(', ')}; or ${advice}`, {
    file,
    modelType,
    known,
  });
}
