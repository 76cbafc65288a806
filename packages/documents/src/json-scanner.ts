// Finds where things stand in a JSON text, strictly and without recursion: one pass, no objects. What it accepts is what
// JSON.parse accepts, down to `maxDepth` levels.

/** Deeper nesting is no document of this field; it would overflow the stack of whoever walks the parsed value. */
export const maxDepth = 512;

/** Why and where a text is not JSON. */
export class JsonFault extends Error {
  readonly offset: number;

  constructor(expected: string, offset: number) {
    super(expected);
    this.offset = offset;
  }
}

export interface JsonRange {
  readonly start: number;
  readonly end: number;
}

export interface JsonMember extends JsonRange {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
}

/** Is told about every object and key on the way of `skipValue`. */
export interface JsonWatcher {
  open(): void;
  key(text: string, start: number, end: number): void;
  close(): void;
}

const kQuote = 0x22;
const kComma = 0x2c;
const kColon = 0x3a;
const kBackslash = 0x5c;
const kOpenBracket = 0x5b;
const kCloseBracket = 0x5d;
const kOpenBrace = 0x7b;
const kCloseBrace = 0x7d;
const kScalar = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const kEscape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** Refuses whatever is not exactly one JSON value with optional space around it. */
export function checkJson(text: string, watcher?: JsonWatcher): void {
  const end = skipSpace(text, skipValue(text, skipSpace(text, 0), watcher));
  if (end < text.length) throw new JsonFault('the end of the text', end);
}

/** The end of the value that begins at `start`. */
export function skipValue(text: string, start: number, watcher?: JsonWatcher): number {
  const closers: number[] = [];
  let at = start;
  for (;;) {
    const closer = closerOf(text.charCodeAt(at));
    if (closer === undefined) {
      at = skipScalar(text, at);
    } else {
      if (closers.push(closer) > maxDepth) throw new JsonFault(`at most ${maxDepth} levels of nesting`, at);
      if (closer === kCloseBrace) watcher?.open();
      at = skipSpace(text, at + 1);
      if (text.charCodeAt(at) !== closer) {
        if (closer === kCloseBrace) at = skipKey(text, at, watcher);
        continue;
      }
    }
    at = skipClosers(text, at, closers, watcher);
    if (closers.length === 0) return at;
    if (closers.at(-1) === kCloseBrace) at = skipKey(text, at, watcher);
  }
}

/** From the end of a value over closing brackets to the next element or key, or to the end of the outermost value. */
function skipClosers(text: string, start: number, closers: number[], watcher: JsonWatcher | undefined): number {
  let at = start;
  for (;;) {
    const closer = closers.at(-1);
    if (closer === undefined) return at;
    at = skipSpace(text, at);
    const code = text.charCodeAt(at);
    if (code === kComma) return skipSpace(text, at + 1);
    if (code !== closer) throw new JsonFault(`"," or "${String.fromCharCode(closer)}"`, at);
    if (closer === kCloseBrace) watcher?.close();
    closers.pop();
    at += 1;
  }
}

/** From a key to its value. */
function skipKey(text: string, start: number, watcher?: JsonWatcher): number {
  if (text.charCodeAt(start) !== kQuote) throw new JsonFault('a key in double quotes', start);
  const end = skipString(text, start);
  watcher?.key(text, start, end);
  const colon = skipSpace(text, end);
  if (text.charCodeAt(colon) !== kColon) throw new JsonFault('":"', colon);
  return skipSpace(text, colon + 1);
}

function closerOf(code: number): number | undefined {
  if (code === kOpenBrace) return kCloseBrace;
  return code === kOpenBracket ? kCloseBracket : undefined;
}

function skipScalar(text: string, start: number): number {
  if (text.charCodeAt(start) === kQuote) return skipString(text, start);
  return skipPattern(text, start, kScalar, 'a value');
}

function skipString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === kQuote) return at + 1;
    if (code < 0x20) throw new JsonFault('no control character in a string', at);
    if (code === kBackslash) at = skipEscape(text, at);
  }
  throw new JsonFault('the closing quote of the string', start);
}

/** The offset of the last character of an escape sequence. */
function skipEscape(text: string, start: number): number {
  return skipPattern(text, start, kEscape, 'an escape sequence') - 1;
}

function skipPattern(text: string, start: number, pattern: RegExp, expected: string): number {
  pattern.lastIndex = start;
  if (!pattern.test(text)) throw new JsonFault(expected, start);
  return pattern.lastIndex;
}

export function skipSpace(text: string, start: number): number {
  for (let at = start; ; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
  }
}

/** The members of the object whose brace stands at `start`. */
export function* membersOf(text: string, start: number): Generator<JsonMember, void> {
  let at = skipSpace(text, start + 1);
  if (text.charCodeAt(at) === kCloseBrace) return;
  for (;;) {
    const valueStart = skipKey(text, at);
    const keyEnd = skipString(text, at);
    const end = skipValue(text, valueStart);
    yield { key: decodeString(text, at, keyEnd), keyStart: at, keyEnd, start: valueStart, end };
    at = skipSpace(text, end);
    if (text.charCodeAt(at) === kCloseBrace) return;
    if (text.charCodeAt(at) !== kComma) throw new JsonFault('"," or "}"', at);
    at = skipSpace(text, at + 1);
  }
}

/** The elements of the array whose bracket stands at `start`. */
export function* elementsOf(text: string, start: number): Generator<JsonRange, void> {
  let at = skipSpace(text, start + 1);
  if (text.charCodeAt(at) === kCloseBracket) return;
  for (;;) {
    const end = skipValue(text, at);
    yield { start: at, end };
    at = skipSpace(text, end);
    if (text.charCodeAt(at) === kCloseBracket) return;
    if (text.charCodeAt(at) !== kComma) throw new JsonFault('"," or "]"', at);
    at = skipSpace(text, at + 1);
  }
}

export function decodeString(text: string, start: number, end: number): string {
  const body = text.slice(start + 1, end - 1);
  return body.includes('\\') ? (JSON.parse(`"${body}"`) as string) : body;
}
