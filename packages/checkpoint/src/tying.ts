/**
 * `no-head`: no output table is stored. `equal-copies`: one is stored and equals the input table.
 * `different-tables`: one is stored and differs. `told`: an option decided.
 */
export type TyingReason = 'no-head' | 'equal-copies' | 'different-tables' | 'told';

/** Whether input and output share one table, and why we think so. */
export interface Tying {
  readonly tied: boolean;
  /** Whether an output table is stored; tied and stored means two equal copies. */
  readonly stored: boolean;
  readonly reason: TyingReason;
  /** What config.json says; undefined where it does not. */
  readonly configured: boolean | undefined;
  /** Readers of config.json would conclude otherwise, so a rewrite states it there. */
  readonly decided: boolean;
}
