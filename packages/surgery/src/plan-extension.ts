// Makes the plan of an extension: joins what the tokenizer will be with what the checkpoint is. Reads, decides, writes
// nothing.

import {
  accountRows,
  type Checkpoint,
  type RowAccount,
  type TyingReason,
  type VocabularyTensor,
} from '@tokengraft/checkpoint';
import type { Tokenizer } from '@tokengraft/tokenizer';
import type { ExtendSettings } from './extend-options.js';
import type { GrownTokenizer } from './grow-tokenizer.js';
import { planConfiguration } from './plan-configuration.js';
import { planFolder, planTokenizerFiles } from './plan-files.js';
import { oldVocabulary } from './pieces.js';
import { planMatrices, rowsFor } from './plan-matrices.js';
import { auditTable, nameFlags, type RowFlags } from './population.js';
import type { TyingDecision, VocabularyCounts, VocabularyPlan } from './vocabulary-plan.js';
import { findWarnings } from './warnings.js';

export async function planExtension(
  checkpoint: Checkpoint,
  grown: GrownTokenizer,
  settings: ExtendSettings,
): Promise<VocabularyPlan> {
  const { population, seed, padTo } = settings;
  const facts = await gatherFacts(checkpoint, grown, settings);
  const { before, after, matrices, configuration } = facts;
  return {
    schemaVersion: 1,
    operation: 'extend',
    source: checkpoint.directory,
    architecture: checkpoint.architectureName,
    tying: tyingDecisions[checkpoint.tying.reason],
    counts: { before: countsOf(before), after: countsOf(after) },
    tokens: grown.tokens,
    population,
    seed,
    padTo,
    matrices,
    paddingRows: { begin: Math.max(before.rows, after.ids), end: Math.max(after.rows, after.ids) },
    holes: after.holes,
    files: await planFolder(facts),
    configuration,
    warnings: findWarnings(facts),
  };
}

/** Everything the plan states, or states it about. */
async function gatherFacts(checkpoint: Checkpoint, grown: GrownTokenizer, settings: ExtendSettings) {
  const { rows } = checkpoint;
  const rowsAfter = rowsFor(rows, grown.after.idBound, settings.padTo);
  const initializerRange = readInitializerRange(checkpoint);
  const flags = await auditTables(checkpoint, settings);
  const matrices = planMatrices({
    ...settings,
    checkpoint,
    old: oldVocabulary(grown.before),
    named: nameFlags(grown.before, rows),
    flags,
    newTokens: grown.tokens.filter(({ status }) => status === 'new'),
    rowsAfter,
    deviation: initializerRange ?? defaultInitializerRange,
  });
  return {
    checkpoint,
    grown,
    settings,
    flags,
    initializerRange,
    matrices,
    before: accountRows({ rows, usedIds: usedIds(grown.before) }),
    after: accountRows({ rows: rowsAfter, usedIds: usedIds(grown.after) }),
    tokenizerFiles: await planTokenizerFiles(grown.before, grown.after, settings.signal),
    configuration: planConfiguration(checkpoint, rowsAfter),
  };
}

/** Audits every vocabulary tensor that is stored. */
async function auditTables(checkpoint: Checkpoint, settings: ExtendSettings): Promise<ReadonlyMap<string, RowFlags>> {
  const flags = new Map<string, RowFlags>();
  for (const tensor of vocabularyTensors(checkpoint)) flags.set(tensor.name, await auditTable(tensor, settings));
  return flags;
}

function vocabularyTensors({ vocabulary }: Checkpoint): VocabularyTensor[] {
  return [vocabulary.embedding, vocabulary.head, vocabulary.headBias].filter((tensor) => tensor !== undefined);
}

function usedIds(tokenizer: Tokenizer): Uint32Array {
  const ids = Uint32Array.from({ length: tokenizer.idBound }, (_, id) => id);
  return ids.filter((id) => tokenizer.idToToken(id) !== undefined);
}

/** What the field's frameworks use where a configuration is silent. */
const defaultInitializerRange = 0.02;

function readInitializerRange({ config }: Checkpoint): number | undefined {
  const found = [config.get(['initializer_range']), config.get(['text_config', 'initializer_range'])];
  return found.find((value): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0);
}

function countsOf({ rows, ids, used, spare }: RowAccount): VocabularyCounts {
  return { rows, ids, used, spare };
}

const tyingDecisions: Readonly<Record<TyingReason, TyingDecision>> = {
  'no-head': { kind: 'tied', why: 'no head is stored' },
  'equal-copies': { kind: 'stored-twice', why: 'the stored head equals the input table' },
  'different-tables': { kind: 'untied', why: 'the stored head differs from the input table' },
  told: { kind: 'untied', why: 'the option tie says so' },
};
