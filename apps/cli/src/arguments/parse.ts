// Arguments to values by an option table. node:util splits the command line; this file gives the words their meaning:
// options with several values take the words up to the next option, everything unknown is refused with a suggestion.

import { parseArgs } from 'node:util';
import type { Option, OptionTable, Values } from './option-table.js';
import { suggest } from './suggest.js';
import { UsageError } from './usage-error.js';

export interface Arguments<T extends OptionTable> {
  readonly values: Values<T>;
  readonly positionals: readonly string[];
}

type Value = boolean | string | number | string[];

interface OptionWord {
  readonly kind: 'option';
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

export function parseArguments<const T extends OptionTable>(
  words: readonly string[],
  table: T,
  command: string,
): Arguments<T> {
  const terminator = words.indexOf('--');
  const end = terminator < 0 ? words.length : terminator;
  const reader = new ArgumentReader(table, command);
  for (const token of splitWords(words.slice(0, end), table)) {
    if (token.kind === 'option') reader.option(token);
    else if (token.kind === 'positional') reader.word(token.value);
  }
  reader.literals(words.slice(end + 1));
  return { values: reader.values as Values<T>, positionals: reader.positionals };
}

function splitWords(words: readonly string[], table: OptionTable) {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, option]) => [
      name,
      { type: option.kind === 'flag' ? ('boolean' as const) : ('string' as const), ...shortOf(option) },
    ]),
  );
  return parseArgs({ args: [...words], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

function shortOf(option: Option): { short: string } | Record<string, never> {
  return option.short === undefined ? {} : { short: option.short };
}

class ArgumentReader {
  readonly values: Record<string, Value> = {};
  readonly positionals: string[] = [];
  readonly #table: OptionTable;
  readonly #command: string;
  /** The option that takes the words that follow. */
  #open: string[] | undefined;
  #openName = '';
  #openHasValue = false;

  constructor(table: OptionTable, command: string) {
    this.#table = table;
    this.#command = command;
  }

  word(value: string): void {
    (this.#open ?? this.positionals).push(value);
    this.#openHasValue = true;
  }

  /** Words behind `--` are positionals, or the values of a list that has none yet: `--token -- -x`. */
  literals(words: readonly string[]): void {
    const takesThem = this.#open !== undefined && !this.#openHasValue;
    (takesThem ? this.#open : this.positionals)?.push(...words);
    this.#openHasValue ||= words.length > 0;
    this.#refuseEmptyList();
  }

  option(token: OptionWord): void {
    this.#refuseEmptyList();
    this.#open = undefined;
    const negated = this.#negated(token.name);
    const name = negated ?? token.name;
    const option = this.#table[name];
    if (option === undefined)
      this.#refuse(`${token.rawName} is no option of ${this.#command}${this.#suggestion(token)}`);
    else if (option.kind === 'flag') this.#flag(name, token, negated === undefined);
    else if (option.kind === 'texts') this.#texts(name, token);
    else this.#once(name, token, this.#read(option, token));
  }

  #negated(name: string): string | undefined {
    const positive = name.startsWith('no-') ? name.slice('no-'.length) : undefined;
    const option = positive === undefined ? undefined : this.#table[positive];
    return option?.kind === 'flag' && option.negatable === true ? positive : undefined;
  }

  #flag(name: string, token: OptionWord, value: boolean): void {
    if (token.inlineValue === true) this.#refuse(`${token.rawName} takes no value`);
    this.values[name] = value;
  }

  #texts(name: string, token: OptionWord): void {
    const list = (this.values[name] ??= []) as string[];
    if (token.value !== undefined) list.push(this.#value(token));
    this.#openName = token.rawName;
    this.#open = token.inlineValue === true ? undefined : list;
    this.#openHasValue = token.value !== undefined;
  }

  #refuseEmptyList(): void {
    if (this.#open !== undefined && !this.#openHasValue) this.#refuse(`${this.#openName} needs a value`);
  }

  #once(name: string, token: OptionWord, value: Value): void {
    if (name in this.values) this.#refuse(`${token.rawName} is given twice`);
    this.values[name] = value;
  }

  #read(option: Exclude<Option, { kind: 'flag' | 'texts' }>, token: OptionWord): Value {
    const value = this.#value(token);
    if (option.kind === 'text') return value;
    if (option.kind === 'integer') return this.#integer(token.rawName, value, option.min, option.max);
    if (option.choices.includes(value)) return value;
    const choices = `${option.choices.slice(0, -1).join(', ')} or ${option.choices.at(-1)}`;
    return this.#refuse(
      `${token.rawName} is ${choices}, not ${JSON.stringify(value)}${suggest(value, option.choices)}`,
    );
  }

  #integer(rawName: string, value: string, min: number, max = Number.MAX_SAFE_INTEGER): number {
    const number = /^[+-]?\d+$/.test(value) ? Number(value) : NaN;
    if (number >= min && number <= max) return number;
    const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
    return this.#refuse(`${rawName} needs an integer ${range}, not ${JSON.stringify(value)}`);
  }

  /** A value that looks like an option is more often a forgotten value. */
  #value({ rawName, value, inlineValue }: OptionWord): string {
    if (value === undefined) return this.#refuse(`${rawName} needs a value`);
    if (inlineValue !== true && value.length > 1 && value.startsWith('-')) {
      return this.#refuse(
        `${rawName} needs a value, and ${value} looks like an option; if it is meant, write ${rawName}=${value}`,
      );
    }
    return value;
  }

  #suggestion({ rawName }: OptionWord): string {
    const names = Object.entries(this.#table).flatMap(([name, option]) =>
      option.kind === 'flag' && option.negatable === true ? [`--${name}`, `--no-${name}`] : [`--${name}`],
    );
    return suggest(rawName, names);
  }

  #refuse(message: string): never {
    throw new UsageError(message, this.#command);
  }
}
