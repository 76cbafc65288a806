// Files that surgery adds say what it did: recipe.json is what the plan makes of it, with the hashes of all files that hold no
// weights; remap.json says what the plan says.

import { join } from 'node:path';
import { isFile, readTextFile } from '@tokengraft/documents';
import { newIds } from '../ids-after.js';
import { remapFile, renderRemap } from '../remap/remap-file.js';
import { checksumOf, hashFiles, readRecipe, recipeFile, type Recipe } from '../recipe.js';
import { conclude, type Check, type Verification } from './verification.js';

export const checkExtras: Check = async (verification) => {
  const { recipe, plan } = verification;
  const problems = [...(await remapProblems(verification)), ...(await recipeProblems(verification))];
  const names = [recipe === undefined ? [] : [recipeFile], plan?.ids === undefined ? [] : [remapFile]].flat();
  return names.length === 0 ? [] : [conclude('added files', problems, names.join(', '))];
};

async function remapProblems({ plan, before, after }: Verification): Promise<string[]> {
  if (plan?.ids === undefined) return [];
  const ids = newIds(plan.ids, before.tokenizer.idBound);
  const expected = renderRemap(before.tokenizer, after.tokenizer, ids);
  const path = join(after.checkpoint.directory, remapFile);
  if (!(await isFile(path))) return [`${remapFile} is missing`];
  return (await readTextFile(path)) === expected ? [] : [`${remapFile} is not what the plan makes of it`];
}

async function recipeProblems({ recipe, after }: Verification): Promise<string[]> {
  if (recipe === undefined) return [];
  const { directory, shards } = after.checkpoint;
  const found = await readRecipe(directory);
  if (found === undefined) return [`${recipeFile} is missing, or no recipe`];
  const files = await hashFiles(directory, new Set(shards.map(({ file }) => file)));
  const stated = found.files ?? {};
  const names = [...new Set([...Object.keys(files), ...Object.keys(stated)])];
  const differing = names.filter((name) => files[name] !== stated[name]);
  const isWhole = found.checksum === checksumOf(found);
  const isSame = comparable(found) === comparable(recipe);
  return [
    ...differing.map((name) => `${name} is not the file that was written`),
    ...(isSame && isWhole ? [] : [`${recipeFile} is not what the plan makes of it`]),
  ];
}

/** Without what only a written recipe has, and in one order. */
function comparable({ schemaVersion, operation, source, options, before, edited = [], endOfTurn }: Recipe): string {
  return JSON.stringify({ schemaVersion, operation, source, options, before, edited, endOfTurn });
}
