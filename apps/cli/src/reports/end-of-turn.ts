// What adding a token that ends turns did, or would do.

import type { EndOfTurnReport } from '@tokengraft/surgery';
import { formatInteger } from '../terminal/format.js';
import type { Style } from '../terminal/style.js';
import { formatTable } from '../terminal/table.js';
import { rowsLine, tensorLines, trainerLines } from './extension.js';
import { formatFacts } from './facts.js';
import { listTokens } from './tokens.js';

export function formatEndOfTurn(report: EndOfTurnReport, style: Style): string[] {
  const { dryRun, token, id, template, extension, stopIds, stopStrings, check, out } = report;
  const head = dryRun
    ? `${style.bold('plan')} for ${extension.source} ${style.dim('(a dry run: nothing is touched)')}`
    : `${style.green('✓')} ${style.bold(`turns end with ${token}`)}`;
  return [
    head,
    '',
    ...formatFacts(
      [
        { label: 'token', lines: [`${token}, id ${formatInteger(id)}`, ...listTokens(extension.plan, style)] },
        { label: 'template', lines: [template] },
        { label: 'rows', lines: [rowsLine(extension)] },
        { label: 'tensors', lines: tensorLines(extension, style) },
        { label: 'fields', lines: fieldLines(report) },
        { label: 'stops at', lines: stopLines(stopIds, stopStrings) },
        { label: 'to train', lines: trainerLines(extension, style) },
        { label: 'warnings', lines: [...extension.plan.warnings, ...openChecks(report)].map(style.yellow) },
        {
          label: 'checked',
          lines: check === undefined ? [] : ['every turn of a small chat ends with it, and learns it'],
        },
        { label: 'output', lines: out === undefined ? [] : [style.bold(out)] },
      ],
      style,
    ),
  ];
}

function stopLines(ids: readonly number[], strings: readonly string[]): string[] {
  const line = `ids ${ids.join(', ')}`;
  if (strings.length === 0) return [line];
  return [`${line}; strings ${strings.join(', ')}`, 'with stop strings, generate() of transformers wants tokenizer=…'];
}

function fieldLines({ edits, extension }: EndOfTurnReport): string[] {
  const rows = [...extension.plan.configuration, ...edits].map(({ file, field, before, after }) => [
    `${file}: ${field}`,
    `${JSON.stringify(before) ?? 'absent'} → ${JSON.stringify(after) ?? 'absent'}`,
  ]);
  return formatTable([{}, {}], rows);
}

/** What the operation does not promise and the check refutes. */
function openChecks({ check }: EndOfTurnReport): string[] {
  return (check?.checks ?? [])
    .filter(({ ok }) => !ok)
    .map(({ claim, examples }) => `not so: ${claim}; ${examples[0]?.reason ?? ''}`);
}
