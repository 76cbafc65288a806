// The report of `learn` as one page.

import type { LearnReport } from '@tokengraft/tokenizer';
import { formatCount, formatInteger } from '../../terminal/format.js';
import { lineChart } from './charts.js';
import { page, section } from './page.js';
import { lengthsSection, measuresSection, textsSection, tokensSection } from './sections.js';

export function renderLearning(report: LearnReport): string {
  const { added, firstId, tokens, rows } = report;
  const ids = added === 0 ? '' : `, ids ${firstId} to ${firstId + added - 1}`;
  const cost = rows.parameters === null ? '' : `; new rows: ${formatInteger(rows.parameters)} parameters`;
  const lead = `${formatCount(added, 'new token')}${ids}; the corpus has ${formatInteger(tokens.after)} tokens, before ${formatInteger(tokens.before)}${cost}`;
  return page(`What ${report.tokenizer} learnt`, lead, [
    curveSection(report),
    measuresSection(report.heldOut ? 'On held-out text' : 'On the corpus', report.measured),
    lengthsSection(report.newTokens.map(({ text }) => text)),
    textsSection('Texts before and after', report.samples),
    tokensSection(report.newTokens),
    section(
      'Promise',
      `<p>Texts checked: ${formatInteger(report.check.texts)}; changed outside new tokens: ${formatInteger(report.check.changedOutsideNewTokens)}.</p>`,
    ),
  ]);
}

function curveSection({ curve }: LearnReport): string {
  const perWord = curve.every(({ tokensPerWord }) => tokensPerWord !== null);
  const points = curve.map(({ added, tokens, tokensPerWord }) => ({ x: added, y: tokensPerWord ?? tokens }));
  const y = perWord ? 'tokens per word' : 'tokens';
  return section(
    `${perWord ? 'Tokens per word' : 'Tokens'} against the number of new tokens`,
    lineChart(points, { x: 'new tokens', y }),
  );
}
