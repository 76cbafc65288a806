// Every old id keeps its token, or has it under the id that the plan says; every planned token has its id.

import { idsAfter } from '../ids-after.js';
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
  const { idBound } = before.tokenizer;
  const newIdOf = idsAfter(plan?.ids, idBound);
  const repurposed = repurposedIds(plan);
  for (let id = 0; id < idBound; id++) {
    const is = newIdOf(id);
    const was = is === undefined || repurposed.has(is) ? undefined : before.tokenizer.idToToken(id);
    if (was === undefined || is === undefined) continue;
    const found = after.tokenizer.idToToken(is);
    if (was !== found) problems.push(`id ${is} was ${JSON.stringify(was)}, is ${JSON.stringify(found)}`);
  }
  return problems;
}
