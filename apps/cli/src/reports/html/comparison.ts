// The report of `diff` as one page.

import type { Comparison } from '@tokengraft/tokenizer';
import { formatInteger } from '../../terminal/format.js';
import { page } from './page.js';
import { lengthsSection, measuresSection, textsSection, tokensSection } from './sections.js';

/** Of each text. */
const shownPieces = 200;

export function renderComparison(comparison: Comparison): string {
  const { a, b, vocabulary: v, texts, different, differentOutsideNewTokens: outside } = comparison;
  const lead = `${formatInteger(v.sizeOfA)} and ${formatInteger(v.sizeOfB)} tokens, ${formatInteger(v.shared)} shared; ${formatInteger(different)} of ${formatInteger(texts)} texts differ, ${formatInteger(outside)} outside new tokens`;
  return page(`${a} and ${b}`, lead, [
    measuresSection('Measures', comparison.measured),
    lengthsSection(comparison.newTokens.map(({ token }) => token)),
    textsSection(
      'Texts that differ',
      comparison.examples.map(({ a: before, b: after, why }) => ({
        before: before.slice(0, shownPieces),
        after: after.slice(0, shownPieces),
        note: why,
      })),
    ),
    tokensSection(comparison.newTokens),
  ]);
}
