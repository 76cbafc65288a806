// Proves, on the files, that one model folder is another with a grown vocabulary and nothing else: opens both and runs the
// checks in verify/.

import {
  isTokengraftError,
  expectBoolean,
  expectFunction,
  expectInteger,
  expectSignal,
  expectString,
} from '@tokengraft/errors';
import { spreadTables } from '@tokengraft/checkpoint';
import { refuseUnknown, tableOptions } from './extend-options.js';
import { checkFolder } from './verify/check-folder.js';
import { checkRows } from './verify/check-rows.js';
import { checkSizes } from './verify/check-sizes.js';
import { checkTensors } from './verify/check-tensors.js';
import { checkTokenFiles } from './verify/check-token-files.js';
import { checkTokens } from './verify/check-tokens.js';
import { checkUntouched } from './verify/check-untouched.js';
import { openModel, type Check, type Model, type Opening, type Verification } from './verify/verification.js';
import type { VerifyCheck, VerifyOptions, VerifyReport } from './verify-report.js';

const checks: readonly Check[] = [
  checkTensors,
  checkUntouched,
  checkRows,
  checkSizes,
  checkTokens,
  checkTokenFiles,
  checkFolder,
];

/**
 * Re-opens both model folders and checks everything a vocabulary extension promises: untouched tensors byte-identical, old
 * rows byte-identical, new rows as planned (with a plan) or at least filled, sizes and ids consistent over all files.
 *
 * A check that fails is reported, not thrown. Fails with `bad-file`, `not-found` … when `before` cannot be opened.
 */
export async function verifySurgery(before: string, after: string, options: VerifyOptions = {}): Promise<VerifyReport> {
  expectString('before', before);
  expectString('after', after);
  const settings = checkVerifyOptions(options);
  const model = await openModel(before, settings);
  const spread = await spreadTables(model.checkpoint);
  try {
    const report = await verifyAgainst({ ...model, checkpoint: spread.checkpoint }, after, settings);
    return { ...report, before }; // as the caller names it
  } finally {
    await spread.close();
  }
}

type Settings = Opening & Omit<Verification, 'before' | 'after' | 'tensors'>;

/** The same for a source that is open already. */
export async function verifyAgainst(before: Model, after: string, settings: Settings): Promise<VerifyReport> {
  const folder = before.checkpoint.directory;
  const opened = await openResult(after, settings);
  if (!('model' in opened)) return reportOf(folder, after, { checks: [opened], tensors: [] });
  const spread = await spreadTables(opened.model.checkpoint);
  try {
    const verification: Verification = {
      ...settings,
      before,
      after: { ...opened.model, checkpoint: spread.checkpoint },
      tensors: [],
    };
    return reportOf(folder, after, { checks: await runChecks(verification), tensors: verification.tensors });
  } finally {
    await spread.close();
  }
}

async function runChecks(verification: Verification): Promise<VerifyCheck[]> {
  const { size } = verification.after.checkpoint.tensors;
  const results: VerifyCheck[] = [{ name: 'the result opens', ok: true, detail: `${size} tensors` }];
  for (const check of checks) results.push(...(await check(verification)));
  return results;
}

/** The model, or the failed check that says why there is none. */
async function openResult(after: string, opening: Opening): Promise<{ readonly model: Model } | VerifyCheck> {
  try {
    return { model: await openModel(after, opening) };
  } catch (error) {
    if (!isTokengraftError(error)) throw error;
    return { name: 'the result opens', ok: false, detail: error.message };
  }
}

function reportOf(
  before: string,
  after: string,
  { checks: results, tensors }: Pick<VerifyReport, 'checks' | 'tensors'>,
): VerifyReport {
  return { schemaVersion: 1, before, after, ok: results.every(({ ok }) => ok), checks: results, tensors };
}

function checkVerifyOptions(options: VerifyOptions): Settings {
  refuseUnknown(options, ['plan', 'hash', 'map', 'tie', 'threads', 'signal', 'onProgress']);
  const { plan, hash = true, threads = 0, signal, onProgress = () => undefined } = options;
  return {
    plan,
    tables: tableOptions(options),
    hash: expectBoolean('options.hash', hash),
    threads: expectInteger('options.threads', threads, 0, 1024),
    signal: signal === undefined ? undefined : expectSignal('options.signal', signal),
    onProgress: expectFunction('options.onProgress', onProgress),
  };
}
