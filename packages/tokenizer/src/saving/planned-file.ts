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
  /** Where a copied file comes from; absent for `removed` and for a file that is new. */
  readonly origin?: string;
  /** Makes the bytes to write, anew at every call; present exactly for `edited`. */
  readonly content?: () => Promise<Buffer>;
}

export interface SaveOptions {
  readonly signal?: AbortSignal;
}

export function copied(file: string, origin: string): PlannedFile {
  return { file, action: 'copied', why: 'nothing in it changes', origin };
}
