// What a template's source is cut into: text as it stands, and the words between tag marks.

export type TokenKind =
  | 'data'
  | 'block_begin'
  | 'block_end'
  | 'variable_begin'
  | 'variable_end'
  | 'name'
  | 'string'
  | 'integer'
  | 'float'
  | 'operator'
  | 'eof';

export interface Token {
  readonly kind: TokenKind;
  /** Text of data, name or operator; a string without quotes and escapes; digits of a number. */
  readonly value: string;
  /** From 1. */
  readonly line: number;
}

export interface LexerOptions {
  /** Drop the line end after a block tag. */
  readonly trimBlocks: boolean;
  /** Drop white space before a block tag that opens a line. */
  readonly lstripBlocks: boolean;
  /** Keep a line end that closes the source. */
  readonly keepTrailingNewline: boolean;
}
