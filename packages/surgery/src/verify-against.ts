// Proves, on the files, that one model folder is another with a changed vocabulary and nothing else: opens the result and
// runs the checks in verify/.

import { spreadTables } from '@tokengraft/checkpoint';
import { isTokengraftError } from '@tokengraft/errors';
import { checkExtras } from './verify/check-extras.js';
import { checkFolder } from './verify/check-folder.js';
import { checkRows } from './verify/check-rows.js';
import { checkSizes } from './verify/check-sizes.js';
import { checkTensors } from './verify/check-tensors.js';
import { checkTokenFiles } from './verify/check-token-files.js';
import { checkTokens } from './verify/check-tokens.js';
import { checkUntouched } from './verify/check-untouched.js';
import { openModel, type Check, type Model, type Opening, type Verification } from './verify/verification.js';
import type { VerifyCheck, VerifyReport } from './verify-report.js';

const checks: readonly Check[] = [
  checkTensors,
  checkUntouched,
  checkRows,
  checkSizes,
  checkTokens,
  checkTokenFiles,
  checkFolder,
  checkExtras,
];

export type VerifySettings = Opening & Omit<Verification, 'before' | 'after' | 'tensors'>;

/** Runs every check on the folder `after`. */
export async function verifyAgainst(before: Model, after: string, settings: VerifySettings): Promise<VerifyReport> {
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
