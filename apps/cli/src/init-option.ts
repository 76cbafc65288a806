// A method on the command line, of an initialisation or of a transplant: METHOD, METHOD:VALUE or METHOD:OPTION=VALUE,…; a value of texts is a file.

import { readJsonDocument } from '@tokengraft/documents';
import {
  initMethods,
  transplantMethods,
  type InitChoice,
  type InitOption,
  type InitOptionTable,
  type TransplantChoice,
} from '@tokengraft/surgery';
import { suggest } from './arguments/suggest.js';
import { UsageError } from './arguments/usage-error.js';

export interface InitWord {
  /** As it is typed: `--init`. */
  readonly option: string;
  readonly command: string;
  readonly text: string;
}

interface Method {
  readonly summary: string;
  readonly options: InitOptionTable;
}

type MethodTable = Readonly<Record<string, Method>>;

export async function readInit(word: InitWord): Promise<InitChoice> {
  return (await readChoice(word, initMethods)) as unknown as InitChoice;
}

export async function readTransplant(word: InitWord): Promise<TransplantChoice> {
  return (await readChoice(word, transplantMethods)) as unknown as TransplantChoice;
}

/** The choice that a word stands for; its values are checked by the package that takes it. */
async function readChoice(word: InitWord, table: MethodTable): Promise<Record<string, unknown>> {
  const [name, rest] = splitOnce(word.text, ':');
  const method = methodOf(name, word, table);
  const values: Record<string, unknown> = { method: name };
  for (const [key, text] of rest === undefined ? [] : assignments(rest, method, word)) {
    values[key] = await readValue(optionOf(method, key, word), text);
  }
  return values;
}

/** Paragraphs for the help of commands that take one. */
export const initNotes: readonly string[] = [
  'METHOD is a name, with options behind a colon: --init mean-cov:0.1 --init-head subword:weights=geometric,factor=0.5',
  ...describeAll(initMethods),
];

export const transplantNotes: readonly string[] = [
  'METHOD is a name, with options behind a colon: --method omp:32 --method nearest:k=4,weights=barycentric',
  ...describeAll(transplantMethods),
];

function describeAll(table: MethodTable): string[] {
  return Object.entries(table).map(([name, method]) => describe(name, method));
}

function describe(name: string, { summary, options }: Method): string {
  const words = Object.entries(options).map(([key, option]) => `\n    ${key}=${valueName(option)}  ${option.summary}`);
  return `  ${name}: ${summary}${words.join('')}`;
}

function valueName(option: InitOption): string {
  if (option.kind === 'choice') return `${option.choices.join('|')} (default: ${option.default})`;
  if (option.kind === 'number') return `NUMBER (default: ${option.default})`;
  return option.kind === 'token' ? 'TOKEN' : 'FILE.json';
}

function methodOf(name: string, { option, command }: InitWord, table: MethodTable): Method {
  const known = Object.hasOwn(table, name) ? table[name] : undefined;
  if (known !== undefined) return known;
  const names = Object.keys(table);
  const choices = `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
  throw new UsageError(`${option} is ${choices}, not ${JSON.stringify(name)}${suggest(name, names)}`, command);
}

/** A value without a name belongs to the method's first option; a comma ends one only before the next name. */
function assignments(rest: string, { options }: Method, word: InitWord): (readonly [string, string])[] {
  const names = Object.keys(options);
  const isNamed = names.some((name) => rest.startsWith(`${name}=`)) || /^[a-z-]+=/.test(rest);
  const [first] = names;
  if (!isNamed && first !== undefined) return [[first, rest]];
  if (!isNamed) throw new UsageError(`${word.option} ${word.text}: the method has no options`, word.command);
  return rest.split(/,(?=[a-z-]+=)/).map((part) => {
    const [key, value = ''] = splitOnce(part, '=');
    return [key, value];
  });
}

function optionOf({ options }: Method, key: string, { option, command, text }: InitWord): InitOption {
  const found = Object.hasOwn(options, key) ? options[key] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(options).join(', ') || 'none';
  throw new UsageError(`${option} ${text}: ${key} is no option of the method (${known})`, command);
}

async function readValue(option: InitOption, text: string): Promise<unknown> {
  if (option.kind === 'texts') return (await readJsonDocument(text)).get([]);
  if (option.kind === 'number') return text.trim() === '' ? text : numberIn(text);
  return option.kind === 'token' && /^\d+$/.test(text) ? Number(text) : text;
}

/** What is no number stays a text, which the check of the method refuses by name. */
function numberIn(text: string): number | string {
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}
