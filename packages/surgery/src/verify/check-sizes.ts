// Rows, ids and config.json agree; config.json says the same as before about everything else.

import type { Checkpoint } from '@tokengraft/checkpoint';
import { editedConfigurations } from '../configuration-files.js';
import { conclude, type Check, type Verification } from './verification.js';

export const checkSizes: Check = async (verification) => {
  const { before, after, plan } = verification;
  const { rows } = after.checkpoint;
  const { idBound } = after.tokenizer;
  const problems = [
    ...(rows < before.checkpoint.rows && plan === undefined ? [`${before.checkpoint.rows} rows became ${rows}`] : []),
    ...(idBound > rows ? [`id ${idBound - 1} has no row; there are ${rows}`] : []),
    ...freshFindings(before.checkpoint, after.checkpoint),
    ...planProblems(verification),
  ];
  return [
    conclude('sizes', problems, `${rows} rows, ${idBound} ids, config.json and index agree`),
    conclude(
      'config.json',
      plan === undefined ? otherChanges(before.checkpoint, after.checkpoint) : await plannedChanges(verification),
      'nothing else changed in it',
    ),
  ];
};

/** What is odd about the result and was not about the source; other axes as long as the table are coincidence. */
function freshFindings(before: Checkpoint, after: Checkpoint): string[] {
  const old = new Set(before.findings.map(({ kind }) => kind));
  return after.findings
    .filter(({ kind }) => kind !== 'vocabulary-axis' && !old.has(kind))
    .map(({ message }) => message);
}

function planProblems({ plan, after }: Verification): string[] {
  if (plan === undefined || plan.counts.after.rows === after.checkpoint.rows) return [];
  return [`the plan has ${plan.counts.after.rows} rows, the result ${after.checkpoint.rows}`];
}

/** With a plan the file is known to the byte. */
async function plannedChanges({ before, after, plan, recipe }: Verification): Promise<string[]> {
  const name = 'config.json';
  if (recipe?.edited?.includes(name) === true) return []; // its hash is checked
  const edited = await editedConfigurations(before.checkpoint.directory, plan?.configuration ?? []);
  const expected = edited.get(name) ?? before.checkpoint.config.text;
  return after.checkpoint.config.text === expected ? [] : [`${name} is not what the plan makes of it`];
}

/** The members that differ although no extension changes them. */
function otherChanges(before: Checkpoint, after: Checkpoint): string[] {
  const [was, is] = [before, after].map(withoutSizes);
  const keys = [...new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])];
  return keys
    .filter((key) => JSON.stringify(was?.[key]) !== JSON.stringify(is?.[key]))
    .map((key) => `config.json has another ${key}`);
}

function withoutSizes({ config, architecture }: Checkpoint): Record<string, unknown> {
  const copy = config.clone();
  const { sizeFields, perLayerSizeFields = [], tieFields } = architecture;
  for (const path of [...sizeFields, ...perLayerSizeFields, ...tieFields]) copy.remove(path);
  return copy.value as Record<string, unknown>;
}
