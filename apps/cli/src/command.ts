// What a command is made of. The table commands/index.ts lists them; main.ts runs them.

import type { CommonValues, OptionTable, Values } from './arguments/option-table.js';
import type { Output } from './terminal/output.js';
import type { Screen } from './terminal/screen.js';

export interface Positionals {
  /** As the usage line shows them: `MODEL`, `[FILE…]`. */
  readonly usage: string;
  readonly min: number;
  readonly max: number;
}

/** What a running command works with besides its own options. */
export interface Context {
  readonly output: Output;
  readonly screen: Screen;
  /** Aborted by Ctrl-C and by the end of the process. */
  readonly signal: AbortSignal;
  readonly json: boolean;
  /** 0 = all cores. */
  readonly threads: number;
}

export interface CommandSpec<T extends OptionTable> {
  readonly summary: string;
  readonly positionals: Positionals;
  /** Options that cannot be left out, for the usage line. */
  readonly required?: readonly (keyof T & string)[];
  readonly options: T;
  /** Paragraphs for the help: what options alone do not say. */
  readonly notes?: readonly string[];
  readonly examples: readonly string[];
  /** Answers with the exit code. */
  readonly run: (call: Call<T>, context: Context) => Promise<number>;
}

export interface Call<T extends OptionTable> {
  readonly values: Values<T> & CommonValues;
  readonly positionals: readonly string[];
}

/** A command whose option types are known to itself alone. */
export type Command = CommandSpec<OptionTable>;

export function defineCommand<const T extends OptionTable>(spec: CommandSpec<T>): Command {
  // The parser makes the values from the very table that their types come from.
  return spec as unknown as Command;
}
