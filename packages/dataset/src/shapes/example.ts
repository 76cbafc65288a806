// What every shape of instruction data is turned into: one conversation of turns, or two that are compared.

export type Role = 'system' | 'user' | 'assistant' | 'tool' | 'text';

export interface Turn {
  readonly role: Role;
  readonly text: string;
  /** Whether the model is to learn to write it. */
  readonly supervised: boolean;
}

export interface Example {
  readonly turns: readonly Turn[];
  /** What a chat template gets besides the messages: tools, documents, whatever else the row has. */
  readonly extras?: Readonly<Record<string, unknown>>;
  /** The messages as the row has them, for a chat template that reads more of them than role and content. */
  readonly messages?: readonly unknown[];
  /** Of preference pairs: which side it is. */
  readonly side?: 'chosen' | 'rejected';
}

/** A column whose text is a turn. */
export interface TurnColumn {
  readonly name: string;
  readonly role: Role;
  readonly supervised: boolean;
  /** A row without it is as one with an empty text. */
  readonly optional: boolean;
  /** An empty text is no turn. */
  readonly skipEmpty: boolean;
}

/** A row as its file has it. */
export type Row = Readonly<Record<string, unknown>>;

export interface Shape {
  /** The columns that make a row one of this shape; the first shape that has all of its keys wins. */
  readonly keys: readonly string[];
  /** Further columns it reads where they are. */
  readonly optional?: readonly string[];
  /** Of a shape whose columns are its turns, one after another: these. */
  readonly turns?: readonly TurnColumn[];
  /** Throws a `RowError` for a row that has the keys but not the content. */
  readonly read: (row: Row) => readonly Example[];
}

/** Says what is wrong with one row; the place is known to the caller. */
export class RowError extends Error {
  override readonly name = 'RowError';
}
