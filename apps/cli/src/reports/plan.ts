// What an extension would do: the same facts as afterwards, and every file and field it would touch.

import type { SurgeryReport, VocabularyCounts, VocabularyPlan } from '@tokengraft/surgery';
import { formatInteger } from '../terminal/format.js';
import type { Style } from '../terminal/style.js';
import { formatTable } from '../terminal/table.js';
import { sampleLines, tensorLines } from './extension.js';
import { formatFacts } from './facts.js';
import { listTokens, summarizeTokens } from './tokens.js';

export function formatPlan(report: SurgeryReport, style: Style): string[] {
  const { plan } = report;
  return [
    `${style.bold('plan')} for ${plan.source} ${style.dim('(a dry run: nothing is touched)')}`,
    '',
    ...formatFacts(
      [
        { label: 'model', lines: [`${plan.architecture}; ${plan.tying.kind}: ${plan.tying.why}`] },
        { label: 'tokens', lines: [...summarizeTokens(plan), ...listTokens(plan, style)] },
        { label: 'counts', lines: countLines(plan, style) },
        { label: 'tensors', lines: tensorLines(report, style) },
        { label: 'sample', lines: sampleLines(report, style) },
        { label: 'fields', lines: fieldLines(plan) },
        { label: 'files', lines: fileLines(plan, style) },
        { label: 'warnings', lines: plan.warnings.map(style.yellow) },
      ],
      style,
    ),
  ];
}

function countLines({ counts }: VocabularyPlan, style: Style): string[] {
  const names = ['rows', 'ids', 'used', 'spare'] as const satisfies readonly (keyof VocabularyCounts)[];
  const columns = [{ title: '' }, ...names.map((title) => ({ title, align: 'right' as const }))];
  const row = (label: string, count: VocabularyCounts): string[] => [
    label,
    ...names.map((name) => formatInteger(count[name])),
  ];
  return formatTable(columns, [row('before', counts.before), row('after', counts.after)], style.dim);
}

function fieldLines({ configuration }: VocabularyPlan): string[] {
  const rows = configuration.map(({ file, field, before, after }) => [
    `${file}: ${field}`,
    `${JSON.stringify(before) ?? 'absent'} → ${JSON.stringify(after) ?? 'absent'}`,
  ]);
  return formatTable([{}, {}], rows);
}

function fileLines({ files }: VocabularyPlan, style: Style): string[] {
  return formatTable(
    [{}, {}, {}],
    files.map(({ file, action, why }) => [file, action === 'copied' ? style.dim(action) : action, style.dim(why)]),
  );
}
