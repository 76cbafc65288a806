// A plan for people, and the part of it that programs ask for.

import type { DatasetPlan } from '@tokengraft/dataset';
import { formatBytes, formatCount, formatInteger } from '../terminal/format.js';
import type { Style } from '../terminal/style.js';
import { formatTable } from '../terminal/table.js';

export function describePlan(plan: DatasetPlan): Readonly<Record<string, unknown>> {
  return { ...plan };
}

export function formatPlan(plan: DatasetPlan, style: Style): string[] {
  const { inputs, shards, facts, settings, template, planId, tokenizer } = plan;
  const rows = inputs.map(({ path, format, compression, size }, index) => [
    path,
    compression === 'none' ? format : `${format}, ${compression}`,
    formatBytes(size),
    formatInteger(shards.filter(({ input }) => input === index).length),
  ]);
  const changed = Object.entries(settings).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return [
    `${style.bold('plan')} ${planId}: ${formatCount(inputs.length, 'file')}, ${formatCount(shards.length, 'shard')}`,
    ...formatTable(
      [{ title: 'file' }, { title: 'format' }, { title: 'size', align: 'right' }, { title: 'shards', align: 'right' }],
      rows,
      style.dim,
    ),
    '',
    `tokenizer  ${tokenizer.path}, ${formatInteger(facts.idBound)} ids, end of sequence ${facts.eosId ?? 'none'}, pad ${facts.padId} (${facts.padFrom})`,
    `template   ${template === null ? 'none: turns are laid end to end' : `SHA-256 ${template.sha256}`}`,
    `max length ${formatInteger(facts.maxLength)} (${facts.maxLengthFrom})`,
    `settings   ${changed.join(', ')}`,
  ];
}
