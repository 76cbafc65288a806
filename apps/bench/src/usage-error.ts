/** Wrong use of the command, told in one sentence. */
export class UsageError extends Error {}
