// Opens a model folder: configuration, shards, tensors and their roles.

import { join, resolve } from 'node:path';

import type { JsonDocument } from '@tokengraft/documents';
import { isFile, readJsonDocument } from '@tokengraft/documents';
import {
  TokengraftError,
  expectArray,
  expectInteger,
  expectObject,
  expectOneOf,
  expectSignal,
  expectString,
} from '@tokengraft/errors';

import type { Checkpoint } from './checkpoint.js';
import type { VocabularyMap } from './find-architecture.js';
import { findArchitecture } from './find-architecture.js';
import { findCopies } from './find-copies.js';
import { findVocabulary } from './find-vocabulary.js';
import { collectFindings } from './findings.js';
import { openShards } from './open-shards.js';
import { refuseStrayLinks } from './stray-links.js';
import { decideTying } from './tying.js';

export interface OpenCheckpointOptions {
  /** For a model type that is not in the table, or a checkpoint with unusual names. */
  readonly map?: VocabularyMap;
  /** Settles a conflict: keep two different tables although config.json ties them. */
  readonly tie?: 'untied';
  readonly signal?: AbortSignal;
}

/**
 * Opens the model folder `directory`. Reads headers only; the weights are looked at only to see whether a stored output
 * table equals the input table. Refuses with 'not-found', 'bad-file', 'unsupported', 'shape-mismatch' or 'tie-conflict'.
 */
export async function openCheckpoint(directory: string, options: OpenCheckpointOptions = {}): Promise<Checkpoint> {
  const { map, tie, signal } = checkOptions(options);
  const folder = resolve(expectString('directory', directory));
  await refuseStrayLinks(folder);
  const config = await openConfig(folder);
  const { shards, index, tensors, leftovers } = await openShards(folder, signal);
  if (map !== undefined) checkMapped(map, tensors, folder);
  const { name, modelType, architecture } = findArchitecture(config, tensors, map);
  const vocabulary = await findCopies(findVocabulary(tensors, architecture, folder), signal);
  const tying = await decideTying({ config, architecture, vocabulary, tie, signal });
  return {
    directory: folder,
    config,
    generationConfig: await openOptional(join(folder, 'generation_config.json')),
    modelType,
    architectureName: name,
    architecture,
    index,
    shards,
    tensors,
    vocabulary,
    tying,
    rows: vocabulary.embedding.matrix.rows,
    extraRows: architecture.extraRows ?? 0,
    width: vocabulary.embedding.matrix.width,
    findings: collectFindings({ config, index, architecture, tensors, vocabulary, tying, leftovers }),
    leftovers,
  };
}

function checkOptions(options: OpenCheckpointOptions) {
  const { map, tie, signal } = expectObject('options', options) as OpenCheckpointOptions;
  if (map !== undefined) {
    const { embedding, head, headBias, more } = expectObject('map', map);
    expectString('map.embedding', embedding);
    if (head !== undefined) expectString('map.head', head);
    if (headBias !== undefined) expectString('map.headBias', headBias);
    if (more !== undefined) expectArray('map.more', more).forEach(checkFurther);
  }
  if (tie !== undefined) expectOneOf('tie', tie, ['untied']);
  if (signal !== undefined) expectSignal('signal', signal);
  return { map, tie, signal };
}

function checkFurther(value: unknown, index: number): void {
  const { name, role, axis } = expectObject(`map.more[${index}]`, value);
  expectString(`map.more[${index}].name`, name);
  expectOneOf(`map.more[${index}].role`, role, ['embedding', 'head', 'headBias', 'perLayer']);
  if (axis !== undefined) expectInteger(`map.more[${index}].axis`, axis, 0, 1);
}

/** A name that the caller gave must exist: a typing error would pass for a tied checkpoint. */
function checkMapped(map: VocabularyMap, tensors: Checkpoint['tensors'], folder: string): void {
  const names = [map.embedding, map.head, map.headBias, ...(map.more ?? []).map(({ name }) => name)];
  const missing = names.find((name) => name !== undefined && !tensors.has(name));
  if (missing === undefined) return;
  throw new TokengraftError('not-found', `${folder} stores no tensor ${missing}, which the map names`, {
    tensor: missing,
  });
}

async function openConfig(folder: string): Promise<JsonDocument> {
  const path = join(folder, 'config.json');
  const config = await openOptional(path);
  if (config === undefined) {
    throw new TokengraftError('not-found', `${folder} is no model folder: it has no config.json`, { file: path });
  }
  return config;
}

async function openOptional(path: string): Promise<JsonDocument | undefined> {
  if (!(await isFile(path))) return undefined;
  const document = await readJsonDocument(path);
  if (typeof document.value === 'object' && document.value !== null && !Array.isArray(document.value)) return document;
  throw new TokengraftError('bad-file', `${path} is not a JSON object`, { file: path });
}
