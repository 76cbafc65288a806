/** A file that lies: what refuses it, and what the message names; with `text`, it is encoding that is refused. */
export interface Lie {
  readonly lie: string;
  readonly bytes: () => string | Uint8Array;
  readonly code: string;
  readonly names: string;
  readonly text?: string;
}

/** A file that sounds like a lie: it opens, and `text` becomes `count` ids. */
export interface Truth {
  readonly name: string;
  readonly bytes: () => string;
  readonly text: string;
  readonly count: number;
}

export const lies: readonly Lie[];
export const truths: readonly Truth[];
