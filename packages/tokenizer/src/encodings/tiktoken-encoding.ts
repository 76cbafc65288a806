// What the published facts about a tiktoken encoding consist of.

export interface TiktokenEncoding {
  /** SHA-256 of the rank file, by which a file is recognised whatever its name. */
  readonly ranks: string;
  /** The name under which the native side knows the split pattern. */
  readonly pattern: string;
  /** Made when it is asked for where it has hundreds: that takes longer than all else a program does when it begins. */
  readonly specialTokens: Readonly<Record<string, number>>;
}
