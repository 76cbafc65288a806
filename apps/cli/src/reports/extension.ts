// What an extension did, to be read in ten seconds.

import { describeInit, type SurgeryReport, type VerifyReport } from '@tokengraft/surgery';
import { formatCount, formatInteger, formatRatio, formatSeconds } from '../terminal/format.js';
import type { Style } from '../terminal/style.js';
import { formatTable } from '../terminal/table.js';
import { formatFacts } from './facts.js';
import { listTokens, summarizeTokens } from './tokens.js';

export function formatExtension(report: SurgeryReport, style: Style): string[] {
  const { plan, verification, seconds, out = '' } = report;
  return [
    `${style.green('✓')} ${style.bold(operationNames[plan.operation])} ${style.dim(`in ${formatSeconds(seconds)}`)}`,
    '',
    ...formatFacts(
      [
        { label: 'tokens', lines: [...summarizeTokens(plan), ...listTokens(plan, style)] },
        { label: 'rows', lines: [rowsLine(report)] },
        { label: 'tensors', lines: tensorLines(report, style) },
        { label: 'sample', lines: sampleLines(report, style) },
        { label: 'to train', lines: trainerLines(report, style) },
        { label: 'warnings', lines: plan.warnings.map(style.yellow) },
        { label: 'verified', lines: verification === undefined ? [] : [verificationLine(verification)] },
        { label: 'output', lines: [style.bold(out)] },
      ],
      style,
    ),
  ];
}

/** Text to paste, for each trainer; long lists stand in --json only. */
export function trainerLines({ trainers }: SurgeryReport, style: Style): string[] {
  if (trainers === undefined) return [];
  const { peft, unsloth, axolotl, trl } = trainers;
  if (peft.length > 240) return ['--json has the lists of ids for PEFT, unsloth, axolotl and TRL'];
  const rows = Object.entries({ PEFT: peft, unsloth, axolotl, TRL: trl });
  return formatTable(
    [{}, {}],
    rows.flatMap(([trainer, text]) =>
      text.split('\n').map((line, index) => [index === 0 ? style.dim(trainer) : '', line]),
    ),
  );
}

const operationNames = {
  extend: 'extended',
  repurpose: 'repurposed',
  prune: 'pruned',
  transplant: 'transplanted',
} as const;

export function rowsLine({ rows, plan }: SurgeryReport): string {
  const { spare } = plan.counts.after;
  const change =
    rows.before === rows.after ? `${formatInteger(rows.before)}, as before` : changeOf(rows.before, rows.after);
  return `${change}${spare === 0 ? '' : `, ${formatInteger(spare)} of them spare`}`;
}

function changeOf(before: number, after: number): string {
  return `${formatInteger(before)} → ${formatInteger(after)}`;
}

export function tensorLines({ plan, tensors }: SurgeryReport, style: Style): string[] {
  const rows = plan.matrices.map((matrix) => {
    const { tensor, role, dtype, width, rowsAfter } = matrix;
    const shard = tensors.find((changed) => changed.tensor === tensor)?.shard ?? '';
    const shape = role === 'headBias' ? `[${rowsAfter}]` : `[${rowsAfter} × ${width}]`;
    return [roleNames[role], tensor, shape, dtype, describeInit(matrix), style.dim(shard)];
  });
  return formatTable([{}, {}, {}, {}, {}, {}], rows);
}

export const roleNames = { embedding: 'embedding', head: 'head', headBias: 'bias', perLayer: 'per layer' } as const;

export function sampleLines({ sample }: SurgeryReport, style: Style): string[] {
  if (sample.words === 0) return [];
  const { words, tokensPerWordBefore, tokensPerWordAfter } = sample;
  const change = `${formatRatio(tokensPerWordBefore)} → ${formatRatio(tokensPerWordAfter)}`;
  return [`${style.bold(change)} tokens per word, on ${formatCount(words, 'word')}`];
}

function verificationLine({ checks, tensors }: VerifyReport): string {
  const untouched = tensors.filter(({ status }) => status === 'untouched').length;
  return `${formatCount(checks.length, 'check')} passed; ${formatCount(untouched, 'tensor')} untouched, byte for byte`;
}
