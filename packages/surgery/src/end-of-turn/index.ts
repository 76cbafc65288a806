// The end of turns, loaded when it is first asked for: it alone needs templates, and reading their engine takes every other
// operation a tenth of a second.

import type { Change, EndingTarget, EndOfTurnOptions, EndOfTurnReport, TurnEnding } from './add-end-of-turn.js';

export type { Change, EndOfTurnOptions, EndOfTurnReport };

/**
 * Gives the model in `source` a token that ends turns and writes the result to `options.out` in one step: the token with its
 * rows, a template that ends turns with it, `eos_token`, the stop ids of generation (new and old). With `dryRun` it answers
 * with the plan and touches nothing.
 *
 * Fails as `extendVocabulary`, and with `bad-argument` for a template that does not end turns with the token.
 */
export async function addEndOfTurn(source: string, options: EndOfTurnOptions): Promise<EndOfTurnReport> {
  return (await import('./add-end-of-turn.js')).addEndOfTurn(source, options);
}

/** Carries out `ending.change`, and makes everything beside the tables agree that turns end with the token. */
export async function endTurns(ending: TurnEnding, target: EndingTarget): Promise<EndOfTurnReport> {
  return (await import('./add-end-of-turn.js')).endTurns(ending, target);
}
