// Cuts a source into tokens, with jinja2's rules for white space around tags. Follows its lexer state by state, without
// regular expressions that could backtrack.

import { limitError, TemplateFailure } from '../failure.js';
import { skipBackward, skipForward } from '../white-space.js';
import { scanTag } from './tag-scanner.js';
import type { LexerOptions, Token, TokenKind } from './tokens.js';

export function tokenize(source: string, options: LexerOptions): Token[] {
  return new Lexer(normalizeNewlines(source, options.keepTrailingNewline), options).run();
}

/** CR LF and CR become LF; one line end that closes the source goes. */
function normalizeNewlines(source: string, keepTrailing: boolean): string {
  const text = source.includes('\r') ? source.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : source;
  return !keepTrailing && text.endsWith('\n') ? text.slice(0, -1) : text;
}

const lineFeed = 10;

/** The longest of 110 real templates has under 5,000. */
const maxTokens = 1 << 16;

interface TagBegin {
  readonly at: number;
  /** Behind the mark and its sign. */
  readonly end: number;
  readonly kind: 'block' | 'variable' | 'comment' | 'raw';
  readonly sign: string;
}

export class Lexer {
  readonly source: string;
  readonly tokens: Token[] = [];
  at = 0;
  line = 1;
  readonly #options: LexerOptions;

  constructor(source: string, options: LexerOptions) {
    this.source = source;
    this.#options = options;
  }

  run(): Token[] {
    for (let tag = this.#findTag(); tag !== undefined; tag = this.#findTag()) {
      this.#pushData(this.#stripBefore(tag.at, tag.sign, tag.kind !== 'variable'));
      this.moveTo(tag.end);
      this.#readTag(tag);
    }
    this.#pushData(this.source.slice(this.at));
    this.push('eof', '');
    return this.tokens;
  }

  push(kind: TokenKind, value: string): void {
    if (this.tokens.push({ kind, value, line: this.line }) > maxTokens)
      throw limitError(`a template of more than ${maxTokens} words and signs`);
  }

  /** Counts the lines on the way. */
  moveTo(end: number): void {
    for (let at = this.at; at < end; ++at) if (this.source.charCodeAt(at) === lineFeed) ++this.line;
    this.at = end;
  }

  fail(message: string): never {
    throw new TemplateFailure('TemplateSyntaxError', message, this.line);
  }

  #pushData(text: string): void {
    if (text !== '') this.push('data', text);
  }

  #findTag(): TagBegin | undefined {
    const { source } = this;
    for (let at = source.indexOf('{', this.at); at >= 0; at = source.indexOf('{', at + 1)) {
      const kind = tagKinds[source[at + 1] ?? ''];
      if (kind === undefined) continue;
      const sign = readSign(source, at + 2);
      const raw = kind === 'block' ? rawEnd(source, at + 2 + sign.length) : undefined;
      return raw === undefined ? { at, end: at + 2 + sign.length, kind, sign } : { at, end: raw, kind: 'raw', sign };
    }
    return undefined;
  }

  #readTag(tag: TagBegin): void {
    if (tag.kind === 'comment') return this.#skipComment();
    if (tag.kind === 'raw') return this.#readRaw();
    this.push(`${tag.kind}_begin`, '');
    const end = scanTag(this, tag.kind);
    if (end === undefined) return;
    this.push(`${tag.kind}_end`, '');
    this.moveTo(end);
  }

  /** The text between here and `end`, stripped as the sign of the tag and the options ask. */
  #stripBefore(end: number, sign: string, block: boolean): string {
    const text = this.source.slice(this.at, end);
    if (sign === '-') return text.slice(0, skipBackward(text, text.length));
    if (sign === '+' || !block || !this.#options.lstripBlocks) return text;
    const begin = text.lastIndexOf('\n') + 1;
    const opensLine = begin > 0 || this.at === 0 || this.source[this.at - 1] === '\n';
    return opensLine && skipForward(text, begin) === text.length ? text.slice(0, begin) : text;
  }

  /** Where a tag that ends here is behind its closing mark; undefined if none ends here. */
  tagEnd(kind: 'block' | 'variable', at = this.at): number | undefined {
    const { source } = this;
    const close = kind === 'block' ? '%}' : '}}';
    if (source.startsWith(`-${close}`, at)) return skipForward(source, at + 3);
    if (kind === 'block' && source.startsWith(`+${close}`, at)) return at + 3;
    if (!source.startsWith(close, at)) return undefined;
    return kind === 'block' ? this.#skipLineEnd(at + 2) : at + 2;
  }

  #skipLineEnd(at: number): number {
    return this.#options.trimBlocks && this.source[at] === '\n' ? at + 1 : at;
  }

  #skipComment(): void {
    const close = this.source.indexOf('#}', this.at);
    if (close < 0) this.fail('Missing end of comment tag');
    const sign = close > this.at ? this.source[close - 1] : '';
    const end = close + 2;
    this.moveTo(sign === '-' ? skipForward(this.source, end) : sign === '+' ? end : this.#skipLineEnd(end));
  }

  #readRaw(): void {
    for (let at = this.source.indexOf('{%', this.at); at >= 0; at = this.source.indexOf('{%', at + 2)) {
      const sign = readSign(this.source, at + 2);
      const close = wordEnd(this.source, at + 2 + sign.length, 'endraw');
      const end = close === undefined ? undefined : this.tagEnd('block', close);
      if (end === undefined) continue;
      this.#pushData(this.#stripBefore(at, sign, true));
      return this.moveTo(end);
    }
    this.fail('Missing end of raw directive');
  }
}

const tagKinds: Readonly<Record<string, TagBegin['kind'] | undefined>> = {
  '%': 'block',
  '{': 'variable',
  '#': 'comment',
};

function readSign(source: string, at: number): string {
  const sign = source[at] ?? '';
  return sign === '-' || sign === '+' ? sign : '';
}

/** Behind `word` with white space around it; undefined if it does not stand here. */
function wordEnd(source: string, at: number, word: string): number | undefined {
  const begin = skipForward(source, at);
  return source.startsWith(word, begin) ? skipForward(source, begin + word.length) : undefined;
}

/** Behind the closing mark of a `raw` tag; jinja2 trims no line end after it. */
function rawEnd(source: string, at: number): number | undefined {
  const close = wordEnd(source, at, 'raw');
  if (close === undefined) return undefined;
  if (source.startsWith('-%}', close)) return skipForward(source, close + 3);
  return source.startsWith('%}', close) ? close + 2 : undefined;
}
