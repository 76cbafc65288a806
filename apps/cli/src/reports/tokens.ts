// New tokens with their ids, few enough to read.

import type { TokenPlan, VocabularyPlan } from '@tokengraft/surgery';
import { formatCount, formatInteger, formatToken } from '../terminal/format.js';
import type { Style } from '../terminal/style.js';
import { formatTable } from '../terminal/table.js';

const shownTokens = 12;

/** One line: how many, of which kind, with which ids. */
export function summarizeTokens({ tokens, ids, counts }: VocabularyPlan): string[] {
  const fresh = tokens.filter(({ status }) => status === 'new');
  const special = fresh.filter((token) => token.special).length;
  const kinds = special === 0 ? '' : ` (${fresh.length - special} general, ${special} special)`;
  const summary = `${formatCount(fresh.length, 'new token')}${kinds}${fresh.length === 0 ? '' : `, ${idRange(fresh)}`}`;
  if (ids !== undefined) return [prunedLine(counts)];
  const old = oldTokens(tokens);
  return fresh.length === 0 && old.length > 0 ? old : [summary, ...old];
}

function prunedLine({ before, after }: VocabularyPlan['counts']): string {
  return `${formatCount(before.used - after.used, 'token')} removed, ${formatInteger(after.used)} stay, renumbered in their order`;
}

function oldTokens(tokens: readonly TokenPlan[]): string[] {
  const count = (status: TokenPlan['status']): number => tokens.filter((token) => token.status === status).length;
  const parts = [
    { number: count('repurposed'), what: 'repurposed' },
    { number: count('existing'), what: 'already in the vocabulary' },
    { number: count('flags-changed'), what: 'already there, now matched as an added token' },
  ];
  return parts.filter(({ number }) => number > 0).map(({ number, what }) => `${formatCount(number, 'token')} ${what}`);
}

/** Tokens stand in the order of their ids. */
function idRange(tokens: readonly TokenPlan[]): string {
  const [first, last] = [tokens[0]?.id, tokens.at(-1)?.id];
  return first === last ? `id ${first}` : `ids ${first} to ${last}`;
}

/** Id, token and mark of each new token. */
export function listTokens({ tokens }: VocabularyPlan, style: Style): string[] {
  const fresh = tokens.filter(({ status }) => status === 'new' || status === 'repurposed');
  const rows = fresh.slice(0, shownTokens).map(({ id, content, special, replaces }) => [
    String(id),
    style.cyan(formatToken(content)),
    [special ? 'special' : '', replaces === undefined ? '' : `was ${formatToken(replaces)}`]
      .filter((note) => note !== '')
      .map(style.dim)
      .join(', '),
  ]);
  const lines = formatTable([{ align: 'right' }, {}, {}], rows);
  const left = fresh.length - rows.length;
  return left === 0 ? lines : [...lines, style.dim(`… and ${formatCount(left, 'more', 'more')}; --json lists all`)];
}
