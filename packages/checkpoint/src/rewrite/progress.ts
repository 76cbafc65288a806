// How far a rewrite has come, in bytes of all files together.

/** Bytes written so far; `file` is the one being written. */
export interface RewriteProgress {
  readonly done: number;
  readonly total: number;
  readonly file: string;
}

export class ProgressCounter {
  readonly #total: number;
  readonly #report: ((progress: RewriteProgress) => void) | undefined;
  #done = 0;

  constructor(total: number, report: ((progress: RewriteProgress) => void) | undefined) {
    this.#total = total;
    this.#report = report;
  }

  advance(bytes: number, file: string): void {
    this.#done += bytes;
    this.#report?.({ done: this.#done, total: this.#total, file });
  }
}
