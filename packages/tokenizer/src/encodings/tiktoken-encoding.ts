// What the published facts about a tiktoken encoding consist of.

export interface TiktokenEncoding {
  /** SHA-256 of the rank file, by which a file is recognised whatever its name. */
  readonly ranks: string;
  /** The name under which the native side knows the split pattern. */
  readonly pattern: string;
  readonly specialTokens: Readonly<Record<string, number>>;
}
