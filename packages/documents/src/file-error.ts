import type { TokengraftError } from '@tokengraft/errors';

/** What the operating system refused, as a TokengraftError that names the file. */
export declare function fileError(error: unknown, action: string, path: string): TokengraftError;
