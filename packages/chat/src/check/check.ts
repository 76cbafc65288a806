// What a check says.

export interface CheckExample {
  /** Where the chat stands: a line of the data, or the probe. */
  readonly place: string;
  /** Index of the message. */
  readonly message?: number;
  /** What is wrong there. */
  readonly reason: string;
  /** The text in question. */
  readonly text?: string;
}

export interface Check {
  readonly name: string;
  /** The claim, as a sentence. */
  readonly claim: string;
  readonly ok: boolean;
  /** How often it was tried, and how often it failed. */
  readonly tried: number;
  readonly failed: number;
  /** The first failures. */
  readonly examples: readonly CheckExample[];
}

const shownExamples = 3;

/** Counts what is found out about one claim. */
export class OpenCheck {
  readonly name: string;
  readonly claim: string;
  #tried = 0;
  #failed = 0;
  readonly #examples: CheckExample[] = [];

  constructor(name: string, claim: string) {
    this.name = name;
    this.claim = claim;
  }

  pass(): void {
    ++this.#tried;
  }

  fail(example: CheckExample): void {
    ++this.#tried;
    ++this.#failed;
    if (this.#examples.length < shownExamples) this.#examples.push(example);
  }

  /** `example` is what fails if `ok` is false. */
  record(ok: boolean, example: CheckExample): void {
    if (ok) this.pass();
    else this.fail(example);
  }

  finish(): Check {
    const { name, claim } = this;
    return { name, claim, ok: this.#failed === 0, tried: this.#tried, failed: this.#failed, examples: this.#examples };
  }
}
