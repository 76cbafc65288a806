// Tokens one after another, with the words the parser thinks in.

import { limitError, TemplateFailure } from '../failure.js';
import type { Token, TokenKind } from './tokens.js';

/** Expressions and tags within each other; Python gives up near a hundred parentheses. */
const maxNesting = 200;

export class TokenStream {
  readonly #tokens: readonly Token[];
  #at = 0;
  #nesting = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get current(): Token {
    return this.look(0);
  }

  look(ahead = 1): Token {
    const last = this.#tokens[this.#tokens.length - 1] ?? { kind: 'eof', value: '', line: 1 };
    return this.#tokens[this.#at + ahead] ?? last;
  }

  next(): Token {
    const token = this.current;
    ++this.#at;
    return token;
  }

  is(kind: TokenKind, value?: string): boolean {
    const token = this.current;
    return token.kind === kind && (value === undefined || token.value === value);
  }

  isOperator(...values: readonly string[]): boolean {
    return this.current.kind === 'operator' && values.includes(this.current.value);
  }

  isName(...values: readonly string[]): boolean {
    return this.current.kind === 'name' && values.includes(this.current.value);
  }

  /** Steps over the token if it is the one. */
  skip(kind: TokenKind, value: string): boolean {
    const found = this.is(kind, value);
    if (found) ++this.#at;
    return found;
  }

  expect(kind: TokenKind, value?: string): Token {
    if (!this.is(kind, value)) this.fail(`expected ${value ?? kind}, got ${describe(this.current)}`);
    return this.next();
  }

  fail(message: string, line = this.current.line): never {
    throw new TemplateFailure('TemplateSyntaxError', message, line);
  }

  /** Runs `parse` one level deeper. */
  nested<T>(parse: () => T): T {
    if (++this.#nesting > maxNesting) throw limitError(`the template nests deeper than ${maxNesting}`);
    const result = parse();
    --this.#nesting;
    return result;
  }
}

export function describe({ kind, value }: Token): string {
  if (kind === 'eof') return 'end of template';
  return kind === 'name' || kind === 'operator' ? `'${value}'` : kind.replace('_', ' ');
}
