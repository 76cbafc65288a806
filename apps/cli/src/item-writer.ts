// Writes a stream of results: a line each, or with --json the members of one array in one object.

import type { Context } from './command.js';

export class ItemWriter<T> {
  readonly #context: Context;
  readonly #key: string;
  readonly #format: (item: T) => string;
  #count = 0;

  /** `format` makes a line, or the JSON text of an item. */
  constructor(context: Context, key: string, format: (item: T) => string) {
    this.#context = context;
    this.#key = key;
    this.#format = format;
  }

  async write(items: readonly T[]): Promise<void> {
    const { output, json } = this.#context;
    const texts = items.map((item) => this.#format(item));
    if (!json) {
      await output.write(texts.map((text) => `${text}\n`).join(''));
    } else if (texts.length > 0) {
      await output.write(`${this.#count === 0 ? this.#head() : ','}${texts.join(',')}`);
    }
    this.#count += items.length;
  }

  async end(): Promise<void> {
    if (this.#context.json) await this.#context.output.write(`${this.#count === 0 ? this.#head() : ''}]}\n`);
  }

  #head(): string {
    return `{"schemaVersion":1,${JSON.stringify(this.#key)}:[`;
  }
}
