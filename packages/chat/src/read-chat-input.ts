// A chat as JSON text. Where Python tells numbers and keys apart that JavaScript does not (1.0 and 1, big integers, the order
// of keys like "10"), the text is read so that they stay apart; everywhere else by the quick road.

import { expectString, TokengraftError } from '@tokengraft/errors';
import { Float } from './engine/index.js';
import type { ChatInput } from './render-chat.js';

/** A number that is no short integer, or a key that JavaScript would move to the front or take for a prototype. */
const delicate = /[0-9][.eE]|[0-9]{16}|"[0-9]+"\s*:|__proto__|-0/;

/** Reads one JSON object with `messages`; refuses ('bad-file') everything else, naming `place`. */
export function readChatInput(text: string, place = 'input'): ChatInput {
  const value = readJson(expectString('text', text), place);
  if (typeof value !== 'object' || value === null || !Array.isArray((value as { messages?: unknown }).messages)) {
    throw new TokengraftError('bad-file', `${place}: expected an object with a list of messages`, { place });
  }
  return value as ChatInput;
}

function readJson(text: string, place: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return delicate.test(text) ? new ExactReader(text).read() : value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new TokengraftError('bad-file', `${place}: ${error.message}`, { place }, { cause: error });
  }
}

/** REQUIRES: the text is JSON. */
class ExactReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(depth = 0): unknown {
    if (depth > 500) throw new SyntaxError('it nests deeper than 500');
    const mark = this.#next();
    if (mark === '"') return this.#string();
    if (mark === '{') return this.#object(depth);
    if (mark === '[') return this.#array(depth);
    return this.#plain();
  }

  /** The character that comes next behind white space. */
  #next(): string {
    while (/\s/.test(this.#text[this.#at] ?? '')) ++this.#at;
    return this.#text[this.#at] ?? '';
  }

  #string(): string {
    const begin = this.#at++;
    while (this.#text[this.#at] !== '"') this.#at += this.#text[this.#at] === '\\' ? 2 : 1;
    return JSON.parse(this.#text.slice(begin, ++this.#at)) as string;
  }

  /** A Map where an object would change the keys. */
  #object(depth: number): unknown {
    const members = new Map<string, unknown>();
    ++this.#at;
    while (this.#next() !== '}') {
      if (this.#text[this.#at] === ',') ++this.#at;
      this.#next();
      const key = this.#string();
      this.#next();
      ++this.#at;
      members.set(key, this.read(depth + 1));
    }
    ++this.#at;
    const keeps = depth === 0 || [...members.keys()].every((key) => !/^[0-9]+$/.test(key) && key !== '__proto__');
    return keeps ? Object.fromEntries(members) : members;
  }

  #array(depth: number): unknown[] {
    const items: unknown[] = [];
    ++this.#at;
    while (this.#next() !== ']') {
      if (this.#text[this.#at] === ',') ++this.#at;
      items.push(this.read(depth + 1));
    }
    ++this.#at;
    return items;
  }

  /** A number or one of the three words. */
  #plain(): unknown {
    const [word = ''] = /^[-+.\w]+/.exec(this.#text.slice(this.#at, this.#at + 5000)) ?? [];
    this.#at += word.length;
    if (/^[a-z]/.test(word)) return JSON.parse(word) as unknown;
    return /^-?\d+$/.test(word) ? BigInt(word) : new Float(Number(word));
  }
}
