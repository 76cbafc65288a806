// Verifying as a user asks for it: two folders, and what the second one says about how it was made.

import { spreadTables } from '@tokengraft/checkpoint';
import {
  expectBoolean,
  expectFunction,
  expectInteger,
  expectSignal,
  expectString,
  isTokengraftError,
} from '@tokengraft/errors';
import { optional, refuseUnknown, tableOptions, type TableOptions } from './extend-options.js';
import { planAgain, type Expectation } from './replay.js';
import { readRecipe, recipeFile } from './recipe.js';
import { verifyAgainst, type VerifySettings } from './verify-against.js';
import { openModel } from './verify/verification.js';
import type { VerifyCheck, VerifyOptions, VerifyReport } from './verify-report.js';

/**
 * Re-opens both model folders and checks everything a vocabulary change promises: untouched tensors byte-identical, old rows
 * byte-identical, new rows as planned or at least filled, sizes and ids consistent over all files. The plan is the one given,
 * or is made again from the recipe.json of `after`.
 *
 * A check that fails is reported, not thrown. Fails with `bad-file`, `not-found` … when `before` cannot be opened.
 */
export async function verifySurgery(before: string, after: string, options: VerifyOptions = {}): Promise<VerifyReport> {
  expectString('before', before);
  expectString('after', after);
  const settings = await withRecordedTables(checkVerifyOptions(options), after);
  const model = await openModel(before, settings);
  const known = settings.plan === undefined ? await readPlan(before, after, settings) : undefined;
  const spread = await spreadTables(model.checkpoint);
  try {
    const opened = { ...model, checkpoint: spread.checkpoint };
    const report = await verifyAgainst(opened, after, { ...settings, ...known?.expectation });
    return withCheck({ ...report, before }, known?.check); // as the caller names it
  } finally {
    await spread.close();
  }
}

/** How tensors were named and tied when `after` was made, where the caller does not say it. */
async function withRecordedTables(settings: Settings, after: string): Promise<Settings> {
  if (Object.keys(settings.tables).length > 0) return settings;
  const { map, tie } = ((await readRecipe(after))?.options ?? {}) as TableOptions;
  return { ...settings, tables: tableOptions({ ...(map && { map }), ...(tie && { tie }) }) };
}

interface KnownPlan {
  readonly expectation: Partial<Expectation>;
  readonly check: VerifyCheck;
}

/** What the recipe in `after` promises; undefined where there is none. */
async function readPlan(before: string, after: string, settings: Settings): Promise<KnownPlan | undefined> {
  const name = recipeFile;
  try {
    const expectation = await planAgain(before, after, settings);
    if (expectation === undefined) return undefined;
    return { expectation, check: { name, ok: true, detail: `${expectation.plan.operation}, planned again from it` } };
  } catch (error) {
    if (!isTokengraftError(error)) throw error;
    return { expectation: {}, check: { name, ok: false, detail: error.message } };
  }
}

function withCheck(report: VerifyReport, check: VerifyCheck | undefined): VerifyReport {
  if (check === undefined) return report;
  return { ...report, ok: report.ok && check.ok, checks: [check, ...report.checks] };
}

type Settings = VerifySettings & { readonly donor: string | undefined; readonly fromTokenizer: string | undefined };

function checkVerifyOptions(options: VerifyOptions): Settings {
  refuseUnknown(options, ['plan', 'donor', 'fromTokenizer', 'hash', 'map', 'tie', 'threads', 'signal', 'onProgress']);
  const { plan, donor, fromTokenizer, hash = true, threads = 0, signal, onProgress = () => undefined } = options;
  return {
    plan,
    recipe: undefined,
    donor: optional(expectString, 'options.donor', donor),
    fromTokenizer: optional(expectString, 'options.fromTokenizer', fromTokenizer),
    tables: tableOptions(options),
    hash: expectBoolean('options.hash', hash),
    threads: expectInteger('options.threads', threads, 0, 1024),
    signal: optional(expectSignal, 'options.signal', signal),
    onProgress: expectFunction('options.onProgress', onProgress),
  };
}
