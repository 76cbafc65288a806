// recipe.json beside every output: the operation and its options as data. The same source and recipe give the same bytes; so
// it holds no path, no time, no name of a machine.

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkpoint } from '@tokengraft/checkpoint';
import { isFile, parseJson, readTextFile, writeFileBeside } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';
import type { Tokenizer } from '@tokengraft/tokenizer';
import type { Operation, VocabularyPlan } from './vocabulary-plan.js';

export const recipeFile = 'recipe.json';

export interface Recipe {
  readonly schemaVersion: 1;
  readonly operation: Operation;
  /** Of the source: its configuration, tokenizer and the headers of its shards. */
  readonly source: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** SHA-256 of every file of the output that holds no weights. */
  readonly files?: Readonly<Record<string, string>>;
  /** Files that a later step of the same operation changed beyond the plan; their hashes are those of the end. */
  readonly edited?: readonly string[];
  /** That step, where it made the token end turns: the token, and the text of the template that ends them with it. */
  readonly endOfTurn?: EndOfTurnStep;
  /** SHA-256 of the rest of the recipe, as JSON without white space. */
  readonly checksum?: string;
  /** How the source was made, if it came with a recipe. */
  readonly before?: Recipe;
}

export interface EndOfTurnStep {
  readonly token: string;
  readonly template: string;
  /** The token became a stop string of a model that had none. */
  readonly stopStrings?: boolean;
}

export interface RecipeFacts {
  readonly plan: VocabularyPlan;
  readonly checkpoint: Checkpoint;
  readonly tokenizer: Tokenizer;
  readonly options: Readonly<Record<string, unknown>>;
}

export async function makeRecipe({ plan, checkpoint, tokenizer, options }: RecipeFacts): Promise<Recipe> {
  const before = await readRecipe(checkpoint.directory);
  return {
    schemaVersion: 1,
    operation: plan.operation,
    source: await fingerprint(checkpoint, tokenizer),
    options,
    ...(before === undefined ? {} : { before }),
  };
}

export function renderRecipe(recipe: Recipe): string {
  return `${JSON.stringify({ ...recipe, checksum: checksumOf(recipe) }, null, 2)}\n`;
}

/** Of everything else in it. */
export function checksumOf(recipe: Recipe): string {
  const rest = Object.fromEntries(Object.entries(recipe).filter(([key]) => key !== 'checksum'));
  return createHash('sha256').update(JSON.stringify(rest)).digest('hex');
}

const operations: readonly string[] = ['extend', 'repurpose', 'prune', 'transplant'] satisfies Operation[];

/** The recipe in a folder; undefined where there is none that is ours. */
export async function readRecipe(folder: string): Promise<Recipe | undefined> {
  const path = join(folder, recipeFile);
  return (await isFile(path)) ? parseRecipe(await readTextFile(path), path).catch(() => undefined) : undefined;
}

/** Fails with `bad-file` for a text that is no recipe. */
export async function parseRecipe(text: string, name: string): Promise<Recipe> {
  const value = parseJson(text, name) as Partial<Recipe> | null;
  const isRecipe =
    typeof value === 'object' &&
    value !== null &&
    operations.includes(value.operation ?? '') &&
    typeof value.source === 'string' &&
    typeof value.options === 'object' &&
    (value.endOfTurn === undefined || isEndOfTurn(value.endOfTurn));
  if (isRecipe) return value as Recipe;
  const message = `${name} is no recipe: expected an operation, a source and options, as every output has them`;
  throw new TokengraftError('bad-file', message, { file: name });
}

function isEndOfTurn(value: unknown): value is EndOfTurnStep {
  const { token, template, stopStrings = false } = (value ?? {}) as Partial<EndOfTurnStep>;
  const named = typeof token === 'string' && token !== '' && typeof template === 'string';
  return named && typeof stopStrings === 'boolean';
}

/** The hashes of the files in `folder` but `except`, by name. */
export async function hashFiles(
  folder: string,
  except: ReadonlySet<string>,
  alsoNot: readonly string[] = [recipeFile],
): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const entry of (await readdir(folder, { withFileTypes: true })).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!(await isFile(join(folder, entry.name))) || except.has(entry.name) || alsoNot.includes(entry.name)) continue;
    hashes[entry.name] = createHash('sha256')
      .update(await readFile(join(folder, entry.name)))
      .digest('hex');
  }
  return hashes;
}

/** Notes in the recipe of `folder` what a later step did: the files that it changed, and how to do it again. */
export async function recordStep(
  folder: string,
  step: Required<Pick<Recipe, 'edited' | 'endOfTurn'>>,
  weights: ReadonlySet<string>,
): Promise<void> {
  const recipe = await readRecipe(folder);
  if (recipe === undefined) return;
  const files = await hashFiles(folder, weights);
  await writeFileBeside(join(folder, recipeFile), renderRecipe({ ...recipe, files, ...step }));
}

/** Tells models apart without reading their weights. */
export async function fingerprint(checkpoint: Checkpoint, tokenizer: Tokenizer): Promise<string> {
  const hash = createHash('sha256');
  hash.update(checkpoint.config.text);
  for (const { name, dtype, shape, file } of checkpoint.tensors.values()) {
    hash.update(JSON.stringify([name, dtype, shape, file]));
  }
  hash.update(await hashFile(tokenizer.source.file));
  return `sha256:${hash.digest('hex')}`;
}

export async function hashFile(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readTextFile(path))
    .digest('hex');
}
