// Growing a vocabulary: new tokens get the next ids, and rows behind them.

import { basename } from 'node:path';
import { checkExtendOptions, type ExtendOptions } from './extend-options.js';
import { growTokenizer } from './grow-tokenizer.js';
import { performSurgery } from './perform.js';
import type { SurgeryReport } from './surgery-report.js';

/**
 * Adds tokens to the model in `source`: to its tokenizer, input table, head, bias and configuration together, and writes
 * the extended model to `options.out` in one step. With `dryRun` it answers with the plan and touches nothing.
 *
 * Fails with `bad-argument`, `target-exists`, `id-clash`, `non-finite`, `shape-mismatch`, `tie-conflict`, `unsupported`,
 * `not-found`, `bad-file`, `no-space`, `io`, or `verification-failed`; then no output is left behind.
 */
export async function extendVocabulary(source: string, options: ExtendOptions): Promise<SurgeryReport> {
  const settings = checkExtendOptions(options);
  return performSurgery(source, {
    operation: 'extend',
    settings,
    change: async ({ tokenizer }) => growTokenizer(tokenizer, settings),
    recipeOptions: () => ({
      tokens: settings.requests,
      ...(settings.fromTokenizer === undefined ? {} : { fromTokenizer: basename(settings.fromTokenizer) }),
    }),
  });
}
