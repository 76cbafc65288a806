// "…".format(…): fields in braces, looked up by the sandbox's rules.

import { TemplateFailure, valueError } from '../failure.js';
import { concatAll, slice } from '../text.js';
import { textOf } from '../traced.js';
import type { Keywords } from '../objects.js';
import type { Text, Value } from '../values.js';
import { formatValue } from './specification.js';
import { quote, representation, toText } from './text-of-value.js';

/** How a field reaches into a value. */
export interface Access {
  readonly attribute: (object: Value, name: string) => Value;
  readonly item: (object: Value, index: Value) => Value;
}

export function formatBraces(format: Text, positional: readonly Value[], keywords: Keywords, access: Access): Text {
  return new BraceFormatter(positional, keywords, access).run(format, 2);
}

class BraceFormatter {
  readonly #positional: readonly Value[];
  readonly #keywords: Keywords;
  readonly #access: Access;
  #next = 0;

  constructor(positional: readonly Value[], keywords: Keywords, access: Access) {
    this.#positional = positional;
    this.#keywords = keywords;
    this.#access = access;
  }

  /** `depth`: how deep fields may stand within specifications. */
  run(format: Text, depth: number): Text {
    if (depth < 0) throw valueError('Max string recursion exceeded');
    const text = textOf(format);
    const parts: Text[] = [];
    for (let at = 0; at < text.length;) {
      const brace = nextBrace(text, at);
      parts.push(slice(format, at, brace));
      if (brace === text.length) break;
      if (text[brace + 1] === text[brace]) {
        parts.push(slice(format, brace, brace + 1));
        at = brace + 2;
        continue;
      }
      if (text[brace] === '}') throw valueError("Single '}' encountered in format string");
      const end = fieldEnd(text, brace);
      parts.push(this.#field(text.slice(brace + 1, end), depth));
      at = end + 1;
    }
    return concatAll(parts);
  }

  #field(field: string, depth: number): Text {
    const colon = specificationStart(field);
    const head = field.slice(0, colon);
    const [, name = '', conversion] = /^(.*?)(?:!(.*))?$/s.exec(head) ?? [];
    const specification = textOf(this.run(field.slice(colon + 1), depth - 1));
    return formatValue(convert(this.#lookUp(name), conversion), specification);
  }

  #lookUp(name: string): Value {
    const [, first = '', rest = ''] = /^([^.[]*)(.*)$/s.exec(name) ?? [];
    let value = this.#first(first);
    for (const [, attribute, index] of rest.matchAll(/\.([^.[]*)|\[([^\]]*)\]/g)) {
      value =
        attribute === undefined
          ? this.#access.item(value, /^\d+$/.test(index ?? '') ? Number(index) : (index ?? ''))
          : this.#access.attribute(value, attribute);
    }
    return value;
  }

  #first(name: string): Value {
    if (name !== '' && !/^\d+$/.test(name)) {
      const value = this.#keywords.get(name);
      if (value === undefined) throw new TemplateFailure('KeyError', quote(name));
      return value;
    }
    const index = name === '' ? this.#next++ : Number(name);
    const value = this.#positional[index];
    if (value === undefined) {
      throw new TemplateFailure('IndexError', `Replacement index ${index} out of range for positional args tuple`);
    }
    return value;
  }
}

function nextBrace(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '{' && text[at] !== '}') ++at;
  return at;
}

/** The closing brace that belongs to the one at `open`. */
function fieldEnd(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; ++at) {
    if (text[at] === '{') ++depth;
    else if (text[at] === '}' && --depth === 0) return at;
  }
  throw valueError("expected '}' before end of string");
}

/** Where the specification begins; a colon within brackets is part of an index. */
function specificationStart(field: string): number {
  let depth = 0;
  for (let at = 0; at < field.length; ++at) {
    if (field[at] === '[') ++depth;
    else if (field[at] === ']') --depth;
    else if (field[at] === ':' && depth <= 0) return at;
  }
  return field.length;
}

function convert(value: Value, conversion: string | undefined): Value {
  if (conversion === undefined) return value;
  if (conversion === 's') return toText(value);
  if (conversion === 'r' || conversion === 'a') return representation(value);
  throw valueError(`Unknown conversion specifier ${conversion}`);
}
