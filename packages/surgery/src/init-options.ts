// The options of initialisation methods as tables: check, types and help follow from them.

import { expectObject, expectOneOf } from '@tokengraft/errors';

interface OptionBase {
  /** One line for the help. */
  readonly summary: string;
}

export interface NumberOption extends OptionBase {
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
  readonly default: number;
}

export interface ChoiceOption extends OptionBase {
  readonly kind: 'choice';
  readonly choices: readonly string[];
  readonly default: string;
}

/** A token of the old vocabulary: its string, or its id as a number. */
export interface TokenOption extends OptionBase {
  readonly kind: 'token';
}

/** A text (or, as a number, an id) for each new token, by the token's string. */
export interface TextsOption extends OptionBase {
  readonly kind: 'texts';
}

export type InitOption = NumberOption | ChoiceOption | TokenOption | TextsOption;
export type InitOptionTable = Readonly<Record<string, InitOption>>;
export type Texts = Readonly<Record<string, string | number>>;
export type InitValue = number | string | Texts;

type ValueOf<O extends InitOption> = O extends NumberOption
  ? number
  : O extends ChoiceOption
    ? O['choices'][number]
    : O extends TokenOption
      ? string | number | undefined
      : Texts | undefined;

/** What a method is given: every option that has a default. */
export type InitValues<T extends InitOptionTable> = { readonly [Name in keyof T]: ValueOf<T[Name]> };

/** What a caller may leave out. */
export type GivenValues<T extends InitOptionTable> = { readonly [Name in keyof T]?: ValueOf<T[Name]> };

/** The values with every default in its place. `name` is where they come from, for messages. */
export function checkInitValues(name: string, table: InitOptionTable, given: Readonly<Record<string, unknown>>) {
  const unknown = Object.keys(given).find((key) => !(key in table));
  if (unknown !== undefined) {
    const known = Object.keys(table).join(', ') || 'none';
    throw new TypeError(`${name}.${unknown} is not known; the method's options are ${known}`);
  }
  const values: Record<string, InitValue> = {};
  for (const [key, option] of Object.entries(table)) {
    const value = given[key] ?? ('default' in option ? option.default : undefined);
    if (value !== undefined) values[key] = checkValue(`${name}.${key}`, option, value);
  }
  return values;
}

function checkValue(name: string, option: InitOption, value: unknown): InitValue {
  switch (option.kind) {
    case 'number':
      return expectNumber(name, value, option);
    case 'choice':
      return expectOneOf(name, value, option.choices);
    case 'token':
      return expectToken(name, value);
    default:
      return expectTexts(name, value);
  }
}

function expectNumber(name: string, value: unknown, { min, max }: NumberOption): number {
  if (typeof value === 'number' && value >= min && value <= max) return value;
  const range = max === Number.MAX_VALUE ? `of at least ${min}` : `from ${min} to ${max}`;
  throw new TypeError(`expected a number ${range} for ${name}, received ${JSON.stringify(value)}`);
}

function expectToken(name: string, value: unknown): string | number {
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new TypeError(`expected a token or an id for ${name}, received ${JSON.stringify(value)}`);
}

function expectTexts(name: string, value: unknown): Texts {
  const texts = expectObject(name, value);
  for (const [token, text] of Object.entries(texts)) expectToken(`${name}[${JSON.stringify(token)}]`, text);
  return texts as Texts;
}
