import type { Suite } from './suite.js';

/** A suite is one file and one line here. */
export const suites: Readonly<Record<string, () => Promise<Suite>>> = {
  encode: async () => (await import('./encode.js')).encode,
};
