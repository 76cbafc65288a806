// The facts of `inspect` for people.

import type { UntrainedToken } from '@tokengraft/surgery';
import type { Inspection, ModelFacts, TokenizerFacts, VocabularyCounts } from '../inspection/inspection.js';
import { formatBytes, formatCount, formatInteger, formatToken } from '../terminal/format.js';
import type { Style } from '../terminal/style.js';
import { formatTable } from '../terminal/table.js';
import { roleNames } from './extension.js';
import { formatFacts, type Fact } from './facts.js';

export function formatInspection(
  { source, model, tokenizer, counts, findings, untrained = [] }: Inspection,
  style: Style,
): string[] {
  const facts: Fact[] = [
    ...(model === undefined ? [] : modelLines(model, style)),
    ...(counts === undefined ? [] : [{ label: 'counts', lines: countLines(counts, style) }]),
    ...(tokenizer === undefined ? [] : tokenizerLines(tokenizer, style)),
    { label: 'untrained', lines: untrainedLines(untrained, style) },
    {
      label: 'findings',
      lines: findingLines(
        findings.map(({ message }) => message),
        model,
        style,
      ),
    },
  ];
  return [style.bold(source), '', ...formatFacts(facts, style)];
}

function modelLines(model: ModelFacts, style: Style): Fact[] {
  const { architecture, modelType, tensors, shards, dtypes, vocabulary, tied, tyingReason } = model;
  const name = modelType === architecture || modelType === '' ? architecture : `${architecture} (${modelType})`;
  const sizes = Object.entries(dtypes).map(([dtype, { bytes }]) => `${dtype} ${formatBytes(bytes)}`);
  return [
    { label: 'architecture', lines: [name] },
    {
      label: 'tensors',
      lines: [`${formatCount(tensors, 'tensor')} in ${formatCount(shards.length, 'file')}: ${sizes.join(', ')}`],
    },
    {
      label: 'vocabulary',
      lines: formatTable(
        [{}, {}, {}, {}, {}],
        vocabulary.map(({ role, tensor, shape, dtype, shard }) => [
          roleNames[role],
          tensor,
          `[${shape.join(' × ')}]`,
          dtype,
          style.dim(shard),
        ]),
      ),
    },
    { label: 'tying', lines: [`${tied ? 'tied' : 'untied'}: ${tyingReasons[tyingReason] ?? tyingReason}`] },
  ];
}

const tyingReasons: Readonly<Record<string, string>> = {
  'no-head': 'no head is stored, the embedding serves as one',
  'equal-copies': 'a head is stored and equals the embedding',
  'different-tables': 'the head is a table of its own',
  told: 'as told',
};

function countLines(counts: VocabularyCounts, style: Style): string[] {
  const explained = [
    ['rows', counts.rows, 'of the embedding'],
    ['ids', counts.ids, 'the largest id plus one'],
    ['used', counts.used, 'ids with a token'],
    ['spare', counts.spare, 'rows behind the largest id'],
    ['reserved', counts.reserved, 'tokens named as reserved or unused'],
    ['holes', counts.holes, 'ids without a token below the largest'],
  ] as const;
  const shown = explained.filter(([name, value]) => value > 0 || (name !== 'reserved' && name !== 'holes'));
  return formatTable(
    [{}, { align: 'right' }, {}],
    shown.map(([name, value, why]) => [name, formatInteger(value), style.dim(why)]),
  );
}

/** The tokens that `repurpose` may take without loss. */
function untrainedLines(untrained: readonly UntrainedToken[], style: Style): string[] {
  const shown = untrained.slice(0, shownSpecials);
  const rows = shown.map(({ id, token, why }) => [
    String(id),
    style.cyan(formatToken(token)),
    style.dim(why.join(', ')),
  ]);
  const left = untrained.length - shown.length;
  const more = left === 0 ? [] : [style.dim(`… and ${formatInteger(left)} more; --json lists all`)];
  return [...formatTable([{ align: 'right' }, {}, {}], rows), ...more];
}

const shownSpecials = 8;

function tokenizerLines(tokenizer: TokenizerFacts, style: Style): Fact[] {
  const { file, tokens, addedTokens, chatTemplate } = tokenizer;
  const summary = `${formatCount(tokens, 'token')}, ${formatInteger(addedTokens)} of them added`;
  return [
    { label: 'tokenizer', lines: [`${summary}  ${style.dim(file)}`] },
    { label: 'special', lines: specialLines(tokenizer, style) },
    { label: 'chat template', lines: [chatTemplate ? 'yes' : 'no'] },
  ];
}

function specialLines({ specialTokens }: TokenizerFacts, style: Style): string[] {
  if (specialTokens.length === 0) return ['none'];
  const shown = specialTokens.slice(0, shownSpecials);
  const rows = shown.map(({ id, content }) => [String(id), style.cyan(formatToken(content))]);
  const left = specialTokens.length - shown.length;
  const more = left === 0 ? [] : [style.dim(`… and ${formatInteger(left)} more; --json lists all`)];
  return [...formatTable([{ align: 'right' }, {}], rows), ...more];
}

function findingLines(messages: readonly string[], model: ModelFacts | undefined, style: Style): string[] {
  if (messages.length > 0) return messages.map((message) => `${style.yellow('!')} ${message}`);
  return model === undefined ? [] : [`${style.green('✓')} nothing odd`];
}
