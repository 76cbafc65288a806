// `tokengraft diff`: where two tokenizers disagree, why, and what each costs.

import { writeFileBeside } from '@tokengraft/documents';
import { compareTokenizers, loadTokenizer, type Comparison } from '@tokengraft/tokenizer';
import { defineCommand } from '../command.js';
import { readCorpusFiles, readSize } from '../corpus-option.js';
import { renderComparison } from '../reports/html/comparison.js';
import { formatMeasures, formatNewTokens } from '../reports/learning.js';
import { formatCount, formatInteger } from '../terminal/format.js';
import { createStyle } from '../terminal/style.js';

export const command = defineCommand({
  summary: 'Compares two tokenizers: vocabularies, and on a corpus tokens per word and every difference.',
  positionals: { usage: 'TOK_A TOK_B [CORPUS…]', min: 2, max: Infinity },
  options: {
    pattern: { kind: 'text', value: 'NAME', summary: 'split pattern of unknown rank files' },
    field: { kind: 'text', value: 'NAME', summary: 'lines are JSON objects, this member is the text' },
    sample: { kind: 'text', value: 'SIZE', summary: 'of each file, 0 for all (default: 0)' },
    examples: { kind: 'integer', value: 'N', min: 0, max: 10_000, summary: 'texts to show (default: 10)' },
    report: { kind: 'text', value: 'FILE', summary: 'write a report with plots to this .html file' },
  },
  notes: [
    'A text has changed outside new tokens when a token that both tokenizers have stands at a place where the first has others: an added token has changed its neighbours.',
  ],
  examples: ['tokengraft diff ./model ./model-extended corpus.txt', 'tokengraft diff a.json b.json corpus.txt --json'],
  run: async ({ values, positionals }, context) => {
    const [first = '', second = '', ...paths] = positionals;
    const { pattern, sample, examples = 10, report } = values;
    const { signal, threads } = context;
    const load = pattern === undefined ? { signal } : { pattern, signal };
    const [a, b] = [await loadTokenizer(first, load), await loadTokenizer(second, load)];
    const sampleBytes = sample === undefined ? 0 : readSize(sample, '--sample');
    const corpus = readCorpusFiles(paths, values);
    const comparison = await compareTokenizers(a, b, corpus, { sampleBytes, examples, threads, signal });
    if (report !== undefined) await writeFileBeside(report, renderComparison(comparison));
    if (context.json) await context.output.writeJson({ ...comparison });
    else await context.output.writeLines(formatComparison(comparison, paths.length > 0));
    return 0;
  },
});

function formatComparison(comparison: Comparison, hasCorpus: boolean): string[] {
  const { vocabulary: v, texts, different, differentOutsideNewTokens: outside } = comparison;
  const vocabulary = [
    `vocabulary: ${formatInteger(v.sizeOfA)} → ${formatInteger(v.sizeOfB)} tokens, ${formatInteger(v.shared)} shared, ${formatInteger(v.onlyInA)} only in the first, ${formatInteger(v.onlyInB)} only in the second`,
    ...(v.moved === 0 ? [] : [`${formatCount(v.moved, 'shared token')} under another id`]),
  ];
  if (!hasCorpus) return vocabulary;
  return [
    ...vocabulary,
    '',
    ...formatMeasures(comparison.measured),
    '',
    `${formatCount(different, 'text')} of ${formatInteger(texts)} with other tokens, ${formatInteger(outside)} changed outside new tokens`,
    ...formatNewTokens(comparison.newTokens),
    ...formatExamples(comparison),
  ];
}

function formatExamples({ examples }: Comparison): string[] {
  const style = createStyle(process.stdout);
  return examples.flatMap(({ file, line, why }) => ['', style.dim(`${file}, text ${line}`), why]);
}
