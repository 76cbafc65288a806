// Every old id keeps its token; every planned token has its id.

import { conclude, type Check, type Verification } from './verification.js';

export const checkTokens: Check = async (verification) => {
  const { before, after, plan } = verification;
  const given = after.tokenizer.size - before.tokenizer.size;
  const problems = changedTokens(verification);
  const planned = (plan?.tokens ?? [])
    .filter(({ id, content }) => after.tokenizer.idToToken(id) !== content)
    .map(({ id, content }) => `id ${id} is not ${JSON.stringify(content)}`);
  return [
    conclude('old ids keep their tokens', problems, `${before.tokenizer.size} tokens`),
    conclude('new ids', planned, `${given} tokens added`),
  ];
};

function changedTokens({ before, after }: Verification): string[] {
  const problems: string[] = [];
  const { idBound } = before.tokenizer;
  for (let id = 0; id < idBound; id++) {
    const was = before.tokenizer.idToToken(id);
    const is = after.tokenizer.idToToken(id);
    if (was !== undefined && was !== is) problems.push(`id ${id} was ${JSON.stringify(was)}, is ${JSON.stringify(is)}`);
  }
  return problems;
}
