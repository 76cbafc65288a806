// A PEFT adapter after its base model changed: what it holds about single tokens follows the same plan, the rest stays, and
// what cannot follow is refused by name.

import { copyFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import {
  readSafetensorsHeader,
  refuseStrayLinks,
  rewriteTensors,
  spreadTensors,
  vocabularyTensor,
  type RowMove,
  type VocabularyTensor,
} from '@tokengraft/checkpoint';
import { fileError, isFile, readJsonDocument, writeFileBeside, type JsonDocument } from '@tokengraft/documents';
import { TokengraftError, expectBoolean, expectInteger, expectSignal, expectString } from '@tokengraft/errors';
import { optional, refuseUnknown } from '../extend-options.js';
import { createOutputFolder } from '../output-folder.js';
import { planAgain } from '../replay.js';
import type { VocabularyPlan } from '../vocabulary-plan.js';
import { changeAdapterTensor, partOf, type AdapterPart } from './adapter-parts.js';
import { mapTokenIndices } from './token-indices.js';

export interface RemapAdapterOptions {
  /** The model before the change. */
  readonly base: string;
  /** The model after it, with its recipe.json. */
  readonly changed: string;
  /** For a transplant. */
  readonly donor?: string;
  readonly out: string;
  readonly force?: boolean;
  readonly threads?: number;
  readonly signal?: AbortSignal;
}

export interface AdapterReport {
  readonly schemaVersion: 1;
  readonly out: string;
  readonly tensors: readonly { readonly tensor: string; readonly what: string }[];
}

const weights = 'adapter_model.safetensors';
const configuration = 'adapter_config.json';

/**
 * Writes the adapter in the folder `adapter` for the changed model: full tables (`modules_to_save`) get the same rows, token rows
 * (`trainable_token_indices`) the new ids, LoRA on embedding and head rows without effect.
 *
 * Fails with `unsupported` for other tensors of a vocabulary module and for tokens that are gone, `shape-mismatch` for an adapter
 * of another vocabulary, `not-found` without a recipe.
 */
export async function remapAdapter(adapter: string, options: RemapAdapterOptions): Promise<AdapterReport> {
  refuseUnknown(options, ['base', 'changed', 'donor', 'out', 'force', 'threads', 'signal']);
  const { force = false } = options;
  const threads = expectInteger('options.threads', options.threads ?? 0, 0, 1024);
  const signal = optional(expectSignal, 'options.signal', options.signal);
  const folder = path.resolve(expectString('adapter', adapter));
  const config = await openConfiguration(folder);
  await refuseStrayLinks(folder);
  const changed = expectString('options.changed', options.changed);
  const plan = await readPlan(expectString('options.base', options.base), changed, {
    donor: optional(expectString, 'options.donor', options.donor),
    fromTokenizer: undefined,
    threads,
    signal,
  });
  const indices = mapTokenIndices(config, plan);
  const parts = await findParts(folder, plan);
  const output = await createOutputFolder(expectString('options.out', options.out), {
    source: folder,
    force: expectBoolean('options.force', force),
  });
  try {
    await writeWeights({ folder, target: output.folder, parts, plan, indices }, { threads, signal });
    await writeFileBeside(path.join(output.folder, configuration), config.text);
    await copyOthers(folder, output.folder, changed);
    await output.commit();
  } catch (error) {
    await output.discard().catch(() => undefined);
    throw error;
  }
  const tensors = parts.map(({ tensor, kind }) => ({ tensor: tensor.name, what: kind }));
  return { schemaVersion: 1, out: output.target, tensors };
}

interface Rewriting {
  readonly folder: string;
  readonly target: string;
  readonly parts: readonly AdapterPart[];
  readonly plan: VocabularyPlan;
  readonly indices: readonly RowMove[];
}

async function writeWeights(
  { folder, target, parts, plan, indices }: Rewriting,
  work: { readonly threads: number; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const spread = await spreadTensors(
    folder,
    parts.map(({ tensor }) => tensor),
  );
  try {
    const changes = parts.map((part, at) => {
      const tensor = spread.tensors[at] ?? part.tensor;
      return { tensor, change: changeAdapterTensor({ ...part, tensor }, plan, indices) };
    });
    await rewriteTensors(path.join(folder, weights), path.join(target, weights), changes, work);
  } finally {
    await spread.close();
  }
}

async function openConfiguration(folder: string): Promise<JsonDocument> {
  const file = path.join(folder, configuration);
  if (!(await isFile(file)) || !(await isFile(path.join(folder, weights)))) {
    const message = `${folder} is no PEFT adapter with ${configuration} and ${weights}; save it as safetensors first`;
    throw new TokengraftError('not-found', message, { folder });
  }
  return readJsonDocument(file);
}

async function readPlan(
  base: string,
  changed: string,
  options: Parameters<typeof planAgain>[2],
): Promise<VocabularyPlan> {
  const expectation = await planAgain(base, changed, options);
  if (expectation !== undefined) return expectation.plan;
  const message = `${changed} has no recipe.json, so what changed in it is not known`;
  throw new TokengraftError('not-found', message, { folder: changed });
}

/** The tensors of the adapter that know about single tokens. */
async function findParts(folder: string, plan: VocabularyPlan): Promise<AdapterPart[]> {
  const { tensors } = await readSafetensorsHeader(path.join(folder, weights));
  return [...tensors.values()].flatMap((stored) => {
    const found = partOf(stored.name, plan);
    if (found === undefined || found.kind === 'unchanged') return [];
    const { kind, matrix } = found;
    const axis = kind === 'columns' ? 1 : 0;
    const place = { role: matrix.role, axis, directory: folder } as const;
    const tensor: VocabularyTensor = vocabularyTensor({ ...stored, file: weights }, place);
    const expected = kind === 'token rows' ? undefined : matrix.rowsBefore;
    if (expected !== undefined && tensor.matrix.rows !== expected) {
      const message = `${stored.name} has ${tensor.matrix.rows} rows, the base ${expected}; the adapter is of another vocabulary`;
      throw new TokengraftError('shape-mismatch', message, { tensor: stored.name });
    }
    return [{ kind, matrix, tensor }];
  });
}

/** Tokenizer files that trainers put beside adapters become those of the changed model. */
async function copyOthers(folder: string, target: string, changed: string): Promise<void> {
  const ofTokenizers =
    /^(tokenizer.*|special_tokens_map|added_tokens|vocab|merges|chat_template)\.(json|txt|model|jinja)$/;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name === weights || entry.name === configuration || !(await isFile(path.join(folder, entry.name))))
      continue;
    const source = ofTokenizers.test(entry.name) ? changed : folder;
    if (!(await isFile(path.join(source, entry.name)))) continue;
    await copyFile(path.join(source, entry.name), path.join(target, entry.name)).catch((error: unknown) => {
      throw fileError(error, 'write', path.join(target, entry.name));
    });
  }
}
