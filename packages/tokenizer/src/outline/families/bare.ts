import type { Family } from './family.js';

/** A vocabulary with no stages but its own. */
export const bare: Family = { classes: [], usualTokens: {}, model: () => ({}), stages: () => ({}) };
