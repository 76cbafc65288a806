// Recipes carried out again: on the same source they give the same bytes.

import { join } from 'node:path';
import { isFile, readTextFile } from '@tokengraft/documents';
import { TokengraftError, expectString } from '@tokengraft/errors';
import { endTurns, type Change } from './end-of-turn/index.js';
import { extendVocabulary } from './extend.js';
import type { ExtendOptions, SurgeryOptions } from './extend-options.js';
import { pruneVocabulary, type PruneOptions } from './prune/prune.js';
import { parseRecipe, recipeFile, type EndOfTurnStep, type Recipe } from './recipe.js';
import { repurposeTokens, type RepurposeOptions } from './repurpose.js';
import type { SurgeryReport } from './surgery-report.js';
import { transplantVocabulary, type TransplantOptions } from './transplant/transplant.js';
import type { Operation, VocabularyPlan } from './vocabulary-plan.js';

export interface ReplayOptions extends Pick<
  SurgeryOptions,
  'out' | 'force' | 'dryRun' | 'sample' | 'threads' | 'signal' | 'onProgress'
> {
  /** The model whose tokenizer a transplant takes. */
  readonly donor?: string;
  /** The tokenizer that an extension takes tokens from. */
  readonly fromTokenizer?: string;
  /** Also for another source than the recipe was made for. Default false. */
  readonly anySource?: boolean;
}

type Runner = (source: string, options: never) => Promise<SurgeryReport>;

const runners: Readonly<Record<Operation, Runner>> = {
  extend: async (source, options: ExtendOptions) => extendVocabulary(source, options),
  repurpose: async (source, options: RepurposeOptions) => repurposeTokens(source, options),
  prune: async (source, options: PruneOptions) => pruneVocabulary(source, options),
  transplant: async (source, options: TransplantOptions) => transplantVocabulary(source, options),
};

/**
 * Carries out the recipe in the file or model folder `recipe` on the model in `source`. Fails with `bad-file` for what is no
 * recipe, `bad-argument` for another source or a missing donor, and as the operation.
 */
export async function replayRecipe(
  recipe: string,
  source: string,
  options: ReplayOptions = {},
): Promise<SurgeryReport> {
  const file = (await isFile(expectString('recipe', recipe))) ? recipe : join(recipe, recipeFile);
  const found = await parseRecipe(await readTextFile(file), file);
  if (found.endOfTurn !== undefined) return replayEndOfTurn(found, found.endOfTurn, { ...options, source });
  if (found.edited !== undefined) {
    const message = `${file} is of an output that another step finished (${found.edited.join(', ')}); run that command again instead`;
    throw new TokengraftError('unsupported', message, { file, edited: found.edited });
  }
  return runRecipe(found, source, options);
}

/** The change of the vocabulary again, and the step that made its token end turns. */
async function replayEndOfTurn(
  recipe: Recipe,
  { token, template, stopStrings = false }: EndOfTurnStep,
  { source, out, force, dryRun, ...options }: ReplayOptions & { readonly source: string },
): Promise<SurgeryReport> {
  const chosen = { origin: recipeFile, source: template };
  const change: Change = async (where) => runRecipe(recipe, source, { ...options, ...where });
  return (await endTurns({ source, token, chosen, change, stopStrings }, { out, force, dryRun })).extension;
}

async function runRecipe(
  recipe: Recipe,
  source: string,
  { donor, fromTokenizer, anySource = false, ...options }: ReplayOptions,
): Promise<SurgeryReport> {
  const given = Object.fromEntries(
    Object.entries({ ...options, ...namedFolders(recipe, { donor, fromTokenizer }) }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  const run = (more: object): Promise<SurgeryReport> =>
    runners[recipe.operation](source, { ...recipe.options, ...given, ...more } as never);
  if (!anySource) {
    const { recipe: found } = await run({ dryRun: true });
    if (found.source !== recipe.source) throw refuseSource(source, recipe, found);
  }
  return run({});
}

/** Folders are not in recipes: they are named anew. */
function namedFolders(
  { options }: Recipe,
  folders: { readonly donor: string | undefined; readonly fromTokenizer: string | undefined },
): Record<string, string | undefined> {
  for (const key of ['donor', 'fromTokenizer'] as const) {
    if (options[key] === undefined || folders[key] !== undefined) continue;
    const message = `the recipe needs ${JSON.stringify(options[key])} again: pass ${key}`;
    throw new TokengraftError('bad-argument', message, { option: key });
  }
  return { donor: folders.donor, fromTokenizer: folders.fromTokenizer };
}

function refuseSource(source: string, recipe: Recipe, found: Recipe): TokengraftError {
  const message = `the recipe was made for another model than ${source} (${recipe.source.slice(0, 19)}…, found ${found.source.slice(0, 19)}…); pass anySource to use it all the same`;
  return new TokengraftError('bad-argument', message, { expected: recipe.source, found: found.source });
}

/** What an output promises about itself. */
export interface Expectation {
  readonly plan: VocabularyPlan;
  /** What its recipe.json says, but for the hashes. */
  readonly recipe: Recipe;
}

/** The plan that the recipe in `after` gives on `before`; undefined where `after` has no recipe. */
export async function planAgain(
  before: string,
  after: string,
  { donor, fromTokenizer, threads, signal }: PlanAgainOptions,
): Promise<Expectation | undefined> {
  const file = join(after, recipeFile);
  if (!(await isFile(file))) return undefined;
  const recipe = await parseRecipe(await readTextFile(file), file);
  const stop = signal === undefined ? {} : { signal };
  const folders = {
    ...(donor === undefined ? {} : { donor }),
    ...(fromTokenizer === undefined ? {} : { fromTokenizer }),
  };
  const report = await runRecipe(recipe, before, { ...folders, dryRun: true, threads, ...stop });
  const { edited, endOfTurn } = recipe;
  const step = { ...(edited === undefined ? {} : { edited }), ...(endOfTurn === undefined ? {} : { endOfTurn }) };
  return { plan: report.plan, recipe: { ...report.recipe, ...step } };
}

export interface PlanAgainOptions {
  readonly donor: string | undefined;
  readonly fromTokenizer: string | undefined;
  readonly threads: number;
  readonly signal: AbortSignal | undefined;
}
