// Rows that were hardly trained or are broken: all zero, not finite, equal to an earlier row.

import { expectInteger, expectObject, expectSignal } from '@tokengraft/errors';
import { native, withCancel } from '@tokengraft/native';

import type { Checkpoint, VocabularyTensor } from './checkpoint.js';

export interface AuditOptions {
  /** 0 = all cores. Default 0. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
}

/** Row numbers, ascending. */
export interface TableAudit {
  readonly tensor: string;
  readonly rows: number;
  readonly zero: Uint32Array;
  readonly nonFinite: Uint32Array;
  /** Rows equal to an earlier row. */
  readonly duplicates: Uint32Array;
}

export interface VocabularyAudit {
  readonly embedding: TableAudit;
  /** Of a stored output table that is not a copy of the input table. */
  readonly head: TableAudit | undefined;
}

/** The flags of NativeBinding.auditRows. */
const flag = { zero: 1, nonFinite: 2, duplicate: 4 } as const;

/** Reads the vocabulary tables once and names the rows that were hardly trained or are broken. */
export async function auditVocabulary(checkpoint: Checkpoint, options: AuditOptions = {}): Promise<VocabularyAudit> {
  const { threads = 0, signal } = expectObject('options', options) as AuditOptions;
  expectInteger('threads', threads);
  if (signal !== undefined) expectSignal('signal', signal);
  const { embedding, head } = checkpoint.vocabulary;
  const ownHead = checkpoint.tying.tied ? undefined : head;
  return {
    embedding: await auditTable(embedding, threads, signal),
    head: ownHead && (await auditTable(ownHead, threads, signal)),
  };
}

async function auditTable(
  { name, matrix }: VocabularyTensor,
  threads: number,
  signal: AbortSignal | undefined,
): Promise<TableAudit> {
  const flags = await withCancel(signal, (cancel) => native().auditRows(matrix, threads, cancel));
  return {
    tensor: name,
    rows: matrix.rows,
    zero: rowsWith(flags, flag.zero),
    nonFinite: rowsWith(flags, flag.nonFinite),
    duplicates: rowsWith(flags, flag.duplicate),
  };
}

function rowsWith(flags: Uint8Array, bit: number): Uint32Array {
  const rows: number[] = [];
  for (const [row, value] of flags.entries()) if ((value & bit) !== 0) rows.push(row);
  return Uint32Array.from(rows);
}
