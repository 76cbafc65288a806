// The progress line of commands that read text; hidden where the results themselves scroll over the terminal.

import type { Context } from './command.js';
import type { Screen } from './terminal/screen.js';
import { totalBytes, type TextInput } from './text/read-text.js';

export class InputProgress {
  readonly #screen: Screen | undefined;
  readonly #step: string;
  readonly #total: number;
  #done = 0;

  constructor(screen: Screen | undefined, step: string, total: number) {
    this.#screen = screen;
    this.#step = step;
    this.#total = total;
  }

  static async start(step: string, inputs: readonly TextInput[], context: Context): Promise<InputProgress> {
    const visible = !context.output.isTerminal && inputs.every(({ path }) => path !== '-');
    return new InputProgress(visible ? context.screen : undefined, step, visible ? await totalBytes(inputs) : 0);
  }

  add(bytes: number): void {
    this.#done += bytes;
    this.#screen?.progress(this.#step, this.#done, this.#total);
  }
}
