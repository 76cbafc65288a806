// Which architecture a configuration names, the tensors show, or an explicit map makes.

import type { JsonDocument } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';

import type { Architecture, FurtherTensor } from './architectures/architecture.js';
import { anyTieFields } from './architectures/architecture.js';
import { architectures } from './architectures/index.js';
import type { CheckpointTensor } from './checkpoint.js';
import { findByRules, presentFields } from './find-by-rules.js';

/** Tensor names that override the table of architectures. */
export interface VocabularyMap {
  readonly embedding: string;
  readonly head?: string;
  readonly headBias?: string;
  /** Further tensors with one row a token, such as copies and transposed parts of the head. */
  readonly more?: readonly FurtherTensor[];
}

type Tensors = ReadonlyMap<string, CheckpointTensor>;

export interface NamedArchitecture {
  readonly name: string;
  readonly modelType: string;
  readonly architecture: Architecture;
}

/**
 * The family of the table, or what the rules for names find in a checkpoint of an unknown one, or what `map` tells.
 * Refuses ('unsupported') an unknown family in whose tensors no input table is found.
 */
export function findArchitecture(
  config: JsonDocument,
  tensors: Tensors,
  map: VocabularyMap | undefined,
): NamedArchitecture {
  const stated = config.get(['model_type']);
  const modelType = typeof stated === 'string' ? stated : '';
  const known = Object.entries(architectures).find(([, each]) => each.modelTypes.includes(modelType));
  if (map !== undefined)
    return { name: 'map', modelType, architecture: explicitArchitecture(map, { config, tensors, family: known?.[1] }) };
  if (known !== undefined) return { name: known[0], modelType, architecture: known[1] };
  const found = findByRules(config, tensors);
  if (found !== undefined) return { name: 'by rules', modelType, architecture: found };
  throw unknownModelType(config.name, modelType);
}

/** The names of `map`; where sizes and tying are stated comes from the family, if it is known. */
function explicitArchitecture(
  map: VocabularyMap,
  {
    config,
    tensors,
    family,
  }: { readonly config: JsonDocument; readonly tensors: Tensors; readonly family: Architecture | undefined },
): Architecture {
  return {
    modelTypes: family?.modelTypes ?? [],
    embedding: [map.embedding],
    head: map.head === undefined ? [] : [map.head],
    headBias: map.headBias === undefined ? [] : [map.headBias],
    more: map.more ?? [],
    ...(family?.extraRows === undefined ? {} : { extraRows: family.extraRows }),
    tiedByDefault: map.head === undefined,
    tieFields: family?.tieFields ?? anyTieFields,
    sizeFields: family?.sizeFields ?? presentFields(config, tensors.get(map.embedding)?.shape[0]),
    perLayerSizeFields: family?.perLayerSizeFields ?? [],
  };
}

function unknownModelType(file: string, modelType: string): TokengraftError {
  const known = Object.values(architectures).flatMap((each) => each.modelTypes);
  const found = modelType === '' ? `${file} states no model_type` : `${file}: model_type "${modelType}" is not known`;
  const advice = 'name the tensors with an explicit map of embedding and head';
  const message = `${found}, and no tensor looks like its input table by name and size; ${advice}`;
  return new TokengraftError('unsupported', message, { file, modelType, known });
}
