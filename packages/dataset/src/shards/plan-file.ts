// Plans and records on disk. They are data that others may have written: everything is checked, and no path comes out of a
// record.

import { mkdir } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import { parseJson, readTextFile, writeFileBeside } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';
import { rowFormatNames } from '../read/index.js';
import { readSettings } from '../settings.js';
import { nameOf, planSchema, type DatasetPlan } from './plan.js';

export function planPath(root: string): string {
  return join(root, 'plan.json');
}

export async function writePlan(root: string, plan: DatasetPlan): Promise<void> {
  await mkdir(join(root, 'rows'), { recursive: true });
  await mkdir(join(root, 'done'), { recursive: true });
  await writeFileBeside(planPath(root), `${JSON.stringify(plan, null, 1)}\n`);
}

/** The plan in `root`. Fails with `bad-file` where it is not what a plan is, or was changed after it was made. */
export async function readPlan(root: string): Promise<DatasetPlan> {
  const file = planPath(root);
  const plan = parseJson(await readTextFile(file), file) as DatasetPlan;
  const refuse = (what: string): never => {
    throw new TokengraftError('bad-file', `${file} is no plan that can be run: ${what}`, { file });
  };
  if (typeof plan !== 'object' || plan === null || plan.schemaVersion !== planSchema) {
    return refuse(`schemaVersion is not ${planSchema}`);
  }
  const { planId, ...rest } = plan;
  if (nameOf(rest) !== planId) return refuse('its content does not belong to its planId; make it again');
  expectParts(plan, refuse);
  return plan;
}

function expectParts({ settings, inputs, shards, tokenizer }: DatasetPlan, refuse: (what: string) => never): void {
  try {
    readSettings(settings);
  } catch (error) {
    refuse((error as Error).message);
  }
  if (!isPath(tokenizer?.path)) refuse('tokenizer.path is no absolute path without ".."');
  if (!Array.isArray(inputs) || !Array.isArray(shards)) refuse('inputs or shards are missing');
  for (const { path, format, size } of inputs) {
    if (!isPath(path)) refuse(`the input ${JSON.stringify(path)} is no absolute path without ".."`);
    if (!rowFormatNames.includes(format) || !isCount(size)) refuse(`the input ${path} has no known format or size`);
  }
  for (const { input, start, end } of shards) {
    if (![input, start, end].every(isCount) || input >= inputs.length || start > end)
      refuse('a shard is no range of an input');
  }
}

function isPath(value: unknown): boolean {
  return typeof value === 'string' && isAbsolute(value) && normalize(value) === value;
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
