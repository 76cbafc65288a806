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
  /** Makes the bytes to write, anew at every call; present exactly for `edited`. */
  readonly content?: () => Promise<Buffer>;
}

export interface SaveOptions {
  readonly signal?: AbortSignal;
}
