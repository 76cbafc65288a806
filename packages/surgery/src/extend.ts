// The whole story of growing a vocabulary, in its steps.

import type { ExtendOptions } from './extend-options.js';
import type { ExtendReport } from './extend-report.js';

/** Adds tokens to the model in `source` and writes the extended model to `options.out`. */
export declare function extendVocabulary(source: string, options: ExtendOptions): Promise<ExtendReport>;
