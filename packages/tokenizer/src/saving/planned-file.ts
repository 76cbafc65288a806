// What saving a tokenizer does to each file, as data.

/** `edited`: the source's text with changed members; `copied`: byte for byte; `removed`: left out of the target. */
export type FileAction = 'edited' | 'copied' | 'removed';

export interface SavedFile {
  /** Relative to the folder. */
  readonly file: string;
  readonly action: FileAction;
  readonly why: string;
}

export interface PlannedFile extends SavedFile {
  /** The text to write; present exactly for `edited`. */
  readonly text?: string;
}

export interface SaveOptions {
  readonly signal?: AbortSignal;
}
