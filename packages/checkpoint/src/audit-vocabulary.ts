import type { Checkpoint } from './checkpoint.js';

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
  readonly head: TableAudit | undefined;
}

/** Reads the vocabulary tables once and names the rows that were hardly trained or are broken. */
export declare function auditVocabulary(checkpoint: Checkpoint, options?: AuditOptions): Promise<VocabularyAudit>;
