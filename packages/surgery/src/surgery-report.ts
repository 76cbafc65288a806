// What every operation answers with: data, from which people's and programs' reports are printed.

import type { Recipe } from './recipe.js';
import type { MatrixRole, VocabularyPlan } from './vocabulary-plan.js';
import type { TrainerSnippets } from './token-ids.js';
import type { VerifyReport } from './verify-report.js';

export interface SurgeryReport {
  readonly schemaVersion: 1;
  readonly dryRun: boolean;
  readonly source: string;
  /** The folder written; absent in a dry run without one. */
  readonly out?: string;
  readonly plan: VocabularyPlan;
  /** What recipe.json holds. */
  readonly recipe: Recipe;
  readonly rows: { readonly before: number; readonly after: number };
  readonly tensors: readonly ChangedTensor[];
  readonly sample: SampleReport;
  /** What to paste into trainers; absent where no token got a row. */
  readonly trainers?: TrainerSnippets;
  /** Absent in a dry run. */
  readonly verification?: VerifyReport;
  readonly seconds: number;
}

export interface ChangedTensor {
  readonly tensor: string;
  readonly role: MatrixRole;
  readonly shard: string;
  readonly rowsBefore: number;
  readonly rowsAfter: number;
}

/** The same text under the tokenizer before and after. */
export interface SampleReport {
  readonly words: number;
  readonly tokensBefore: number;
  readonly tokensAfter: number;
  /** 0 for a sample without words. */
  readonly tokensPerWordBefore: number;
  readonly tokensPerWordAfter: number;
}
