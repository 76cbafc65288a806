// Standard output: data only, written no faster than it is read.

import { once } from 'node:events';

export class Output {
  readonly #stream: NodeJS.WriteStream;
  #begun = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  get isTerminal(): boolean {
    return this.#stream.isTTY;
  }

  /** Whether anything was written: then it is too late to answer with something else. */
  get begun(): boolean {
    return this.#begun;
  }

  async write(text: string): Promise<void> {
    if (text === '') return;
    this.#begun = true;
    if (!this.#stream.write(text)) await once(this.#stream, 'drain');
  }

  async writeLines(lines: readonly string[]): Promise<void> {
    await this.write(lines.map((line) => `${line}\n`).join(''));
  }

  /** The one object that `--json` promises. */
  async writeJson(value: Readonly<Record<string, unknown>>): Promise<void> {
    await this.write(`${JSON.stringify({ schemaVersion: 1, ...value })}\n`);
  }
}
