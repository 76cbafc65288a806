// A JSON text edited in place: what is not named by an edit keeps its bytes, down to the spelling of numbers.

import { TokengraftError } from '@tokengraft/errors';

import type { TextEdit } from './json-edits.js';
import { addToContainer, addition, applyEdits, removeItems, replaceValue } from './json-edits.js';
import type { JsonMember, JsonRange } from './json-scanner.js';
import { elementsOf, membersOf, skipSpace, skipValue } from './json-scanner.js';
import { parseJson } from './parse-json.js';

/** Keys and array indices from the root to a value. */
export type JsonPath = readonly (string | number)[];

/** What becomes of a member: see `changeMembers`. */
export interface JsonMemberChange {
  readonly key: string;
  readonly value: unknown;
}

interface Removal {
  readonly open: number;
  readonly items: readonly (JsonRange | JsonMember)[];
  readonly removed: ReadonlySet<number>;
}

/**
 * A document and its edits. Each edit costs one pass over the text; `setMembers` and `append` make many changes in one.
 *
 * @example
 * const config = JsonDocument.parse('{ "vocab_size": 4, "eps": 1e-05 }', 'config.json');
 * config.set(['vocab_size'], 6);
 * config.text; // '{ "vocab_size": 6, "eps": 1e-05 }'
 */
export class JsonDocument {
  /** What refusals call the document, usually its path. */
  readonly name: string;
  #text: string;
  #value: unknown;

  private constructor(name: string, text: string, value: unknown) {
    this.name = name;
    this.#text = text;
    this.#value = value;
  }

  /** Takes strict JSON; refuses ('bad-file') everything else, naming `name`, line and column. */
  static parse(text: string, name: string): JsonDocument {
    return new JsonDocument(name, text, parseJson(text, name));
  }

  /** The document as it stands. */
  get text(): string {
    return this.#text;
  }

  /** The parsed text: a new object after every edit, not to be modified. */
  get value(): unknown {
    return this.#value;
  }

  /** An independent copy. */
  clone(): JsonDocument {
    return new JsonDocument(this.name, this.#text, this.#value);
  }

  has(path: JsonPath): boolean {
    return this.#find(path) !== undefined;
  }

  /** The value at `path`, or undefined where there is none. */
  get(path: JsonPath): unknown {
    return this.#find(path)?.value;
  }

  /** Replaces the value at `path`, or adds it to its object; objects missing on the way are made. Index = length appends. */
  set(path: JsonPath, value: unknown): void {
    const key = path.at(-1);
    if (key === undefined) return this.#replace(value);
    const parent = path.slice(0, -1);
    if (typeof key === 'string') return this.setMembers(parent, new Map([[key, value]]));
    const elements = [...elementsOf(this.#text, this.#containerAt(parent, '['))];
    if (key === elements.length) return this.append(parent, [value]);
    const element = elements[key];
    if (element === undefined) throw this.#refuse(parent, `has ${elements.length} elements, so no index ${key}`);
    this.#apply(this.#replacement(element, value));
  }

  /** Sets many members of the object at `path` in one pass; new ones come last, in the order of `members`. */
  setMembers(path: JsonPath, members: ReadonlyMap<string, unknown>): void {
    if (members.size === 0) return;
    if (!this.has(path)) return this.set(path, Object.fromEntries(members));
    const open = this.#containerAt(path, '{');
    const old = [...membersOf(this.#text, open)];
    const current = new Map(old.map((member) => [member.key, member]));
    const edits: TextEdit[] = [];
    for (const [key, member] of current) {
      if (members.has(key)) edits.push(...this.#replacement(member, members.get(key)));
    }
    const added = [...members].filter(([key]) => !current.has(key)).map(([key, value]) => addition(value, key));
    if (added.length > 0) edits.push(addToContainer(this.#text, open, old, added));
    this.#apply(edits);
  }

  /** Appends `values` to the array at `path` in one pass. */
  append(path: JsonPath, values: readonly unknown[]): void {
    if (values.length === 0) return;
    const open = this.#containerAt(path, '[');
    const additions = values.map((value) => addition(value));
    this.#apply([addToContainer(this.#text, open, [...elementsOf(this.#text, open)], additions)]);
  }

  /**
   * Goes once over the members of the object at `path`: `change` answers with the key and value a member shall have, or
   * undefined to remove it. What it answers unchanged keeps its bytes. For objects of hundreds of thousands of members.
   */
  changeMembers(path: JsonPath, change: (key: string, value: unknown) => JsonMemberChange | undefined): void {
    const open = this.#containerAt(path, '{');
    const members = [...membersOf(this.#text, open)];
    const removed = new Set<number>();
    const edits: TextEdit[] = [];
    for (const [index, member] of members.entries()) {
      const value = this.#parse(member);
      const changed = change(member.key, value);
      if (changed === undefined) removed.add(index);
      else edits.push(...this.#memberEdits(member, value, changed));
    }
    this.#applyWithRemoval({ open, items: members, removed }, edits);
  }

  /** The same for the elements of the array at `path`: `change` answers with the value it shall have, or undefined. */
  changeElements(path: JsonPath, change: (value: unknown, index: number) => unknown): void {
    const open = this.#containerAt(path, '[');
    const elements = [...elementsOf(this.#text, open)];
    const removed = new Set<number>();
    const edits: TextEdit[] = [];
    for (const [index, element] of elements.entries()) {
      const value = this.#parse(element);
      const changed = change(value, index);
      if (changed === undefined) removed.add(index);
      else if (changed !== value) edits.push(...this.#replacement(element, changed));
    }
    this.#applyWithRemoval({ open, items: elements, removed }, edits);
  }

  /** Removes the value at `path` with its key; false where there is none. */
  remove(path: JsonPath): boolean {
    const key = path.at(-1);
    if (key === undefined || !this.has(path)) return false;
    const open = this.#locate(path.slice(0, -1)).start;
    const items: readonly (JsonRange | JsonMember)[] =
      typeof key === 'string' ? [...membersOf(this.#text, open)] : [...elementsOf(this.#text, open)];
    const meant = items.flatMap((item, index) => (('key' in item ? item.key : index) === key ? [index] : []));
    // Readers see the last of several members with one key; the earlier ones must not come to light.
    this.#apply(removeItems(this.#text, open, items, new Set(meant)));
    return true;
  }

  #parse({ start, end }: JsonRange): unknown {
    return JSON.parse(this.#text.slice(start, end));
  }

  #memberEdits(member: JsonMember, value: unknown, changed: JsonMemberChange): TextEdit[] {
    const { keyStart, keyEnd, key } = member;
    const renamed = changed.key === key ? [] : [{ start: keyStart, end: keyEnd, text: JSON.stringify(changed.key) }];
    return changed.value === value ? renamed : [...renamed, ...this.#replacement(member, changed.value)];
  }

  #applyWithRemoval({ open, items, removed }: Removal, edits: readonly TextEdit[]): void {
    const removals = removed.size === 0 ? [] : removeItems(this.#text, open, items, removed);
    this.#apply([...edits, ...removals]);
  }

  #replace(value: unknown): void {
    const start = skipSpace(this.#text, 0);
    this.#apply(this.#replacement({ start, end: skipValue(this.#text, start) }, value));
  }

  /** No edit where the value is the same already: 1e-05 stays 1e-05. */
  #replacement(range: JsonRange, value: unknown): TextEdit[] {
    const old = JSON.stringify(JSON.parse(this.#text.slice(range.start, range.end)));
    return old === JSON.stringify(value) ? [] : [replaceValue(this.#text, range, value)];
  }

  #apply(edits: readonly TextEdit[]): void {
    if (edits.length === 0) return;
    const text = applyEdits(this.#text, edits);
    this.#value = parseJson(text, this.name);
    this.#text = text;
  }

  #find(path: JsonPath): { readonly value: unknown } | undefined {
    let value = this.#value;
    for (const key of path) {
      if (typeof value !== 'object' || value === null) return undefined;
      if (Array.isArray(value) !== (typeof key === 'number') || !Object.hasOwn(value, key)) return undefined;
      value = (value as Record<string | number, unknown>)[key];
    }
    return { value };
  }

  /** The offset of the bracket of the container at `path`. */
  #containerAt(path: JsonPath, bracket: '{' | '['): number {
    if (!this.has(path)) throw this.#refuse(path, 'does not exist');
    const { start } = this.#locate(path);
    if (this.#text[start] !== bracket) throw this.#refuse(path, `is not ${bracket === '{' ? 'an object' : 'an array'}`);
    return start;
  }

  /** REQUIRES: this.has(path). */
  #locate(path: JsonPath): JsonRange {
    const start = skipSpace(this.#text, 0);
    let range: JsonRange = { start, end: this.#text.length };
    for (const key of path) {
      const items: readonly JsonRange[] =
        typeof key === 'string'
          ? [...membersOf(this.#text, range.start)].filter((member) => member.key === key)
          : [...elementsOf(this.#text, range.start)].slice(key, key + 1);
      range = items.at(-1) ?? range;
    }
    return range;
  }

  #refuse(path: JsonPath, what: string): TokengraftError {
    const subject = path.length === 0 ? 'its root' : path.join('.');
    return new TokengraftError('bad-file', `${this.name}: ${subject} ${what}`, { file: this.name, path });
  }
}
