import type { TrainReport } from '@tokengraft/tokenizer';
import { formatBytes, formatCount, formatInteger, formatRatio, formatSeconds } from '../terminal/format.js';
import { createStyle } from '../terminal/style.js';
import { formatTable } from '../terminal/table.js';

/** What was trained, on a few lines. */
export function formatTraining(
  report: TrainReport,
  files: readonly { readonly file: string }[],
  seconds: number,
): string[] {
  const { corpus, tokens } = report;
  const style = createStyle(process.stdout);
  const rows = [
    ['preset', report.preset],
    [
      'vocabulary',
      `${formatInteger(report.vocabSize)}: ${formatInteger(report.specialTokens.length)} special, ${formatInteger(report.alphabetSize)} first symbols`,
    ],
    [
      'corpus',
      `${corpus.bytes === 0 ? '' : `${formatBytes(corpus.bytes)}, `}${formatInteger(corpus.words)} distinct words of ${formatInteger(corpus.occurrences)}`,
    ],
    ...(corpus.cut === 0
      ? []
      : [['cut', `${formatCount(corpus.cut, 'word')} of more than ${report.longestWord} bytes`]]),
    ...(corpus.spilled === 0 ? [] : [['memory', `tables went to disk ${formatCount(corpus.spilled, 'time')}`]]),
    ...(tokens === null || tokens.after === 0
      ? []
      : [
          [
            'tokens',
            `${formatInteger(tokens.before)} → ${formatInteger(tokens.after)} (${formatRatio(tokens.before / tokens.after)} times fewer)`,
          ],
        ]),
    ['time', formatSeconds(seconds)],
    ...files.map(({ file }) => ['written', file]),
  ];
  return formatTable(
    [{}, {}],
    rows.map(([name = '', value = '']) => [style.dim(name), value]),
  );
}
