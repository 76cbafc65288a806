// Every old id keeps its token, or has it under the id that the plan says; every planned token has its id.

import { idsAfter } from '../ids-after.js';
import { tokenNames } from '../token-names.js';
import { conclude, repurposedIds, type Check, type Verification } from './verification.js';

export const checkTokens: Check = async (verification) => {
  const { before, after, plan } = verification;
  const given = Math.max(0, after.tokenizer.size - before.tokenizer.size);
  const problems = changedTokens(verification);
  const planned = (plan?.tokens ?? [])
    .filter(({ id, content }) => after.tokenizer.idToToken(id) !== content)
    .map(({ id, content }) => `id ${id} is not ${JSON.stringify(content)}`);
  return [
    conclude('old ids keep their tokens', problems, `${before.tokenizer.size} tokens`),
    conclude('new ids', planned, `${given} tokens added`),
  ];
};

function changedTokens({ before, after, plan }: Verification): string[] {
  const problems: string[] = [];
  if (plan?.operation === 'transplant') return problems; // another tokenizer: only its rows are those of before
  const [names, namesAfter] = [tokenNames(before.tokenizer), tokenNames(after.tokenizer)];
  const newIdOf = idsAfter(plan?.ids, names.length);
  const repurposed = repurposedIds(plan);
  for (const [id, name] of names.entries()) {
    const is = newIdOf(id);
    const was = is === undefined || repurposed.has(is) ? undefined : name;
    if (was === undefined || is === undefined) continue;
    const found = namesAfter[is];
    if (was !== found) problems.push(`id ${is} was ${JSON.stringify(was)}, is ${JSON.stringify(found)}`);
  }
  return problems;
}
