// The report of `diff` as one page.

import type { Comparison } from '@tokengraft/tokenizer';
import { formatInteger } from '../../terminal/format.js';
import { page } from './page.js';
import { lengthsSection, measuresSection, textsSection, tokensSection } from './sections.js';

/** Of each text. */
const shownPieces = 120;

export function renderComparison(comparison: Comparison): string {
  const { a, b, vocabulary: v, texts, different, differentOutsideNewTokens: outside } = comparison;
  const lead = `${formatInteger(v.sizeOfA)} and ${formatInteger(v.sizeOfB)} tokens, ${formatInteger(v.shared)} shared; ${formatInteger(different)} of ${formatInteger(texts)} texts differ, ${formatInteger(outside)} outside new tokens`;
  return page(`${a} and ${b}`, lead, [
    measuresSection('Measures', comparison.measured),
    lengthsSection(comparison.newTokens.map(({ token }) => token)),
    textsSection(
      'Texts that differ',
      comparison.examples.map(({ a: before, b: after, why }) => ({ ...beginningOf(before, after), note: why })),
    ),
    tokensSection(comparison.newTokens),
  ]);
}

/** As many pieces of the first as are shown, and those of the second for the same text. */
function beginningOf(before: readonly string[], after: readonly string[]) {
  const shown = before.slice(0, shownPieces);
  let room = shown.length < before.length ? shown.join('').length : Infinity;
  return { before: shown, after: after.filter((piece) => (room -= piece.length) >= 0) };
}
