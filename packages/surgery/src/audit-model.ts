// What is odd about a model where tokenizer, tables and configuration meet: ids that lead nowhere, and tokens whose rows were
// hardly trained, which can be repurposed.

import { auditVocabulary, type Checkpoint, type TableAudit } from '@tokengraft/checkpoint';
import type { Tokenizer } from '@tokengraft/tokenizer';
import { readConfigurations } from './configuration-files.js';
import { findIdFields, idsIn } from './id-fields.js';
import { isReservedName } from './population.js';
import { readRoles } from './transplant/roles.js';

export interface UntrainedToken {
  readonly id: number;
  readonly token: string;
  /** `zero`, `duplicate`: its row in the input table or in a head of its own; `reserved`: by its name. */
  readonly why: readonly ('zero' | 'duplicate' | 'reserved')[];
}

export interface ModelFinding {
  readonly kind: 'id-without-row' | 'id-without-token' | 'end-of-text-differs' | 'quantised-head-unlisted';
  /** A sentence for people. */
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface AuditModelOptions {
  readonly threads?: number;
  readonly signal?: AbortSignal;
}

/** The tokens whose rows look untrained, by id: all zero, equal to an earlier row, or named as reserved. */
export async function findUntrainedTokens(
  { checkpoint, tokenizer }: { readonly checkpoint: Checkpoint; readonly tokenizer: Tokenizer },
  options: AuditModelOptions = {},
): Promise<readonly UntrainedToken[]> {
  const { embedding, head } = await auditVocabulary(checkpoint, options);
  const zero = rowsOf([embedding, head], ({ zero: rows }) => rows);
  const duplicate = rowsOf([embedding, head], ({ duplicates }) => duplicates);
  const tokens: UntrainedToken[] = [];
  for (let id = 0; id < tokenizer.idBound; id++) {
    const token = tokenizer.idToToken(id);
    if (token === undefined) continue;
    const signs = {
      zero: zero.has(id),
      duplicate: duplicate.has(id) && !zero.has(id),
      reserved: isReservedName(token),
    };
    const why = (['zero', 'duplicate', 'reserved'] as const).filter((sign) => signs[sign]);
    if (why.length > 0) tokens.push({ id, token, why });
  }
  return tokens;
}

function rowsOf(tables: readonly (TableAudit | undefined)[], pick: (table: TableAudit) => Uint32Array): Set<number> {
  return new Set(tables.flatMap((table) => (table === undefined ? [] : [...pick(table)])));
}

/** Ids in the JSON files that have no row or no token, an end of text that files disagree about, a head to be quantised. */
export async function auditConfigurations(checkpoint: Checkpoint, tokenizer: Tokenizer): Promise<ModelFinding[]> {
  const documents = await readConfigurations(checkpoint.directory);
  const fields = [...documents].flatMap(([file, document]) =>
    findIdFields(document.value).flatMap((field) =>
      idsIn(field).map((id) => ({ file, name: field.path.join('.'), id })),
    ),
  );
  return [
    ...fields.flatMap((field) => idFinding(field, checkpoint.rows, tokenizer)),
    ...(await endOfTextFinding(checkpoint, tokenizer)),
    ...quantisationFinding(checkpoint),
  ];
}

interface NamedId {
  readonly file: string;
  readonly name: string;
  readonly id: number;
}

function idFinding({ file, name, id }: NamedId, rows: number, tokenizer: Tokenizer): ModelFinding[] {
  const details = { file, field: name, id };
  if (id >= rows) {
    return [
      { kind: 'id-without-row', message: `${file} names id ${id} as ${name}, but there are ${rows} rows`, details },
    ];
  }
  if (tokenizer.idToToken(id) !== undefined) return [];
  return [{ kind: 'id-without-token', message: `${file} names id ${id} as ${name}, which has no token`, details }];
}

async function endOfTextFinding(
  { directory, generationConfig }: Checkpoint,
  tokenizer: Tokenizer,
): Promise<ModelFinding[]> {
  const stated = generationConfig?.get(['eos_token_id']);
  const id = (await readRoles(directory, tokenizer)).get('eos');
  const ids = typeof stated === 'number' ? [stated] : Array.isArray(stated) ? (stated as unknown[]) : [];
  if (id === undefined || ids.length === 0 || ids.includes(id)) return [];
  const message = `the tokenizer ends texts with id ${id}, but generation_config.json stops at ${ids.join(', ')}`;
  return [{ kind: 'end-of-text-differs', message, details: { tokenizer: id, generation: ids } }];
}

/** A quantised model's float head has to be named as left out, or a loader will look for a quantised one. */
function quantisationFinding({ config, vocabulary }: Checkpoint): ModelFinding[] {
  const path = ['quantization_config'];
  const lists = ['modules_to_not_convert', 'ignore', 'ignored_layers', 'llm_int8_skip_modules'];
  const { head } = vocabulary;
  if (!config.has(path) || head === undefined) return [];
  const named = lists.flatMap((key) => config.get([...path, key]) ?? []) as unknown[];
  const module = head.name.replace(/\.weight$/, '');
  const isNamed = named.some((each) => typeof each === 'string' && (module.endsWith(each) || each.includes('lm_head')));
  if (named.length === 0 || isNamed) return [];
  const message = `${head.name} is stored as ${head.dtype}, but quantization_config does not name ${module} as left out`;
  return [{ kind: 'quantised-head-unlisted', message, details: { tensor: head.name } }];
}
