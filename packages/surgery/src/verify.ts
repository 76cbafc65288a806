// Proves, on the files, that `after` is `before` with a grown vocabulary and nothing else.

import type { VerifyOptions, VerifyReport } from './verify-report.js';

/** Re-opens both model folders and checks everything a vocabulary extension promises. */
export declare function verifySurgery(before: string, after: string, options?: VerifyOptions): Promise<VerifyReport>;
