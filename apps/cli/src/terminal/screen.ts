// Standard error: notes, warnings, failures and the progress line, which exists on a terminal only.

import { createStyle, type Style } from './style.js';
import { formatBytes } from './format.js';

export class Screen {
  readonly style: Style;
  readonly #stream: NodeJS.WriteStream;
  readonly #quiet: boolean;
  #progressShown = false;
  #lastDraw = 0;

  constructor(stream: NodeJS.WriteStream, quiet: boolean) {
    this.#stream = stream;
    this.#quiet = quiet;
    this.style = createStyle(stream);
  }

  /** Something worth knowing that is no result. */
  note(text: string): void {
    if (!this.#quiet) this.#line(text);
  }

  warn(text: string): void {
    if (!this.#quiet) this.#line(`${this.style.yellow('warning:')} ${text}`);
  }

  fail(text: string): void {
    this.#line(`${this.style.red('error:')} ${text}`);
  }

  /** More about a failure; printed under --quiet, too. */
  explain(text: string): void {
    this.#line(this.style.dim(text));
  }

  get isTerminal(): boolean {
    return this.#stream.isTTY;
  }

  /** Shows how far a step is; `total` 0 where nobody knows. `more` is said behind it. */
  progress(step: string, done: number, total: number, more = ''): void {
    if (this.#quiet || !this.#stream.isTTY) return;
    const now = performance.now();
    if (now - this.#lastDraw < redrawMilliseconds && done < total) return;
    this.#lastDraw = now;
    this.#progressShown = true;
    const line = this.#progressLine(step, done, total);
    this.#stream.write(`\r${eraseToEnd}${line}${more === '' ? '' : this.style.dim(`  ${more}`)}`);
  }

  clearProgress(): void {
    if (this.#progressShown) this.#stream.write(`\r${eraseToEnd}`);
    this.#progressShown = false;
  }

  #progressLine(step: string, done: number, total: number): string {
    const label = step.padEnd(labelWidth);
    if (total <= 0) return `${label} ${this.style.dim(done > 0 ? formatBytes(done) : '…')}`;
    const part = Math.min(1, done / total);
    const filled = Math.round(part * barWidth);
    const bar = this.style.cyan('━'.repeat(filled)) + this.style.dim('━'.repeat(barWidth - filled));
    return `${label} ${bar} ${String(Math.floor(part * 100)).padStart(3)} %  ${this.style.dim(`${formatBytes(done)} of ${formatBytes(total)}`)}`;
  }

  #line(text: string): void {
    this.clearProgress();
    this.#stream.write(`${text}\n`);
  }
}

const eraseToEnd = '\u001b[K';
const redrawMilliseconds = 50;
const labelWidth = 8;
const barWidth = 30;
