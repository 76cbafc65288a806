// What `verifySurgery` is asked and what it answers with.

import type { TableOptions } from './extend-options.js';
import type { SurgeryProgress } from './progress.js';
import type { VocabularyPlan } from './vocabulary-plan.js';

export interface VerifyOptions extends TableOptions {
  /** The plan that led from `before` to `after`; with it the new rows are compared bit by bit. */
  readonly plan?: VocabularyPlan;
  /** For a transplant: the model whose tokenizer it has. */
  readonly donor?: string;
  /** For an extension from another tokenizer: that tokenizer. */
  readonly fromTokenizer?: string;
  /** SHA-256 of every untouched tensor. Default true. */
  readonly hash?: boolean;
  /** 0 = all cores. Default 0. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SurgeryProgress) => void;
}

export interface VerifyReport {
  readonly schemaVersion: 1;
  readonly before: string;
  readonly after: string;
  readonly ok: boolean;
  readonly checks: readonly VerifyCheck[];
  readonly tensors: readonly VerifiedTensor[];
}

export interface VerifyCheck {
  readonly name: string;
  readonly ok: boolean;
  /** What was found: the evidence, or what is wrong and where. */
  readonly detail: string;
}

/** `untouched`: byte-identical; `extended`: a vocabulary tensor, checked row by row; the others are failures. */
export type TensorStatus = 'untouched' | 'extended' | 'changed' | 'missing' | 'unexpected';

export interface VerifiedTensor {
  readonly name: string;
  readonly status: TensorStatus;
  /** Of the tensor's bytes in `after`; absent without `hash` and for a tensor that is not there. */
  readonly sha256?: string;
}
