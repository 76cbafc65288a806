// Opens what is there, a model, a tokenizer or both, and gathers the facts.

import { readdir, stat } from 'node:fs/promises';
import { openCheckpoint, type Checkpoint } from '@tokengraft/checkpoint';
import { fileError } from '@tokengraft/documents';
import { isTokengraftError } from '@tokengraft/errors';
import { findUntrainedTokens } from '@tokengraft/surgery';
import { loadTokenizer, tokenizerFileAmong, type Tokenizer } from '@tokengraft/tokenizer';
import { auditFindings } from './audit-findings.js';
import { countVocabulary } from './count-vocabulary.js';
import type { AuditFinding, Inspection } from './inspection.js';
import { modelFacts } from './model-facts.js';
import { tokenizerFacts } from './tokenizer-facts.js';

export interface InspectOptions {
  readonly pattern: string | undefined;
  readonly signal: AbortSignal;
  readonly threads: number;
}

export async function inspectSource(source: string, options: InspectOptions): Promise<Inspection> {
  const names = await listFolder(source);
  const hasWeights =
    names?.some((name) => name.endsWith('.safetensors') || name.endsWith('.safetensors.index.json')) ?? false;
  const inFolder = names === undefined ? undefined : tokenizerFileAmong(names);
  const hasModel = hasWeights || (names?.includes('config.json') === true && inFolder === undefined);
  const hasTokenizer = !hasModel || inFolder !== undefined;
  const opened = hasModel ? await openModel(source, options.signal) : undefined;
  const tokenizer = hasTokenizer ? await openTokenizer(source, options) : undefined;
  const { checkpoint, conflict = [] } = opened ?? { checkpoint: undefined };
  const facts = await gatherFacts(source, { checkpoint, tokenizer, options });
  return { ...facts, findings: [...conflict, ...facts.findings] };
}

/** A conflict about tying stops surgery, but not a look at the model. */
async function openModel(
  source: string,
  signal: AbortSignal,
): Promise<{ readonly checkpoint: Checkpoint; readonly conflict?: AuditFinding[] }> {
  try {
    return { checkpoint: await openCheckpoint(source, { signal }) };
  } catch (error) {
    if (!isTokengraftError(error) || error.code !== 'tie-conflict') throw error;
    const conflict = [{ kind: 'tie-conflict', message: error.message, details: error.details }];
    return { checkpoint: await openCheckpoint(source, { signal, tie: 'untied' }), conflict };
  }
}

interface Opened {
  readonly checkpoint: Checkpoint | undefined;
  readonly tokenizer: Tokenizer | undefined;
  readonly options: InspectOptions;
}

async function gatherFacts(source: string, { checkpoint, tokenizer, options }: Opened): Promise<Inspection> {
  const counts = checkpoint && tokenizer && countVocabulary(checkpoint, tokenizer);
  return {
    source,
    ...(checkpoint === undefined ? {} : { model: modelFacts(checkpoint) }),
    ...(tokenizer === undefined ? {} : { tokenizer: await tokenizerFacts(tokenizer) }),
    ...(counts === undefined ? {} : { counts }),
    ...(checkpoint === undefined || tokenizer === undefined
      ? {}
      : { untrained: await findUntrainedTokens({ checkpoint, tokenizer }, options) }),
    findings: checkpoint === undefined ? [] : await auditFindings(checkpoint, tokenizer, options),
  };
}

/** The names in a folder; undefined for a file. */
async function listFolder(source: string): Promise<string[] | undefined> {
  try {
    return (await stat(source)).isDirectory() ? await readdir(source) : undefined;
  } catch (error) {
    throw fileError(error, 'read', source);
  }
}

async function openTokenizer(source: string, { pattern, signal }: InspectOptions): Promise<Tokenizer> {
  return loadTokenizer(source, pattern === undefined ? { signal } : { pattern, signal });
}
