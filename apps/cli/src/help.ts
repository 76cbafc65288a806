// Help texts, made from the tables that the parser uses.

import { commonOptions, type Option, type OptionTable } from './arguments/option-table.js';
import type { Command } from './command.js';
import { commandNames, commands, type CommandName } from './commands/index.js';
import type { Style } from './terminal/style.js';
import { formatTable } from './terminal/table.js';

export async function generalHelp(style: Style): Promise<string> {
  return lines([
    `${style.bold('tokengraft')} gives an open LLM new words, without Python.`,
    '',
    ...(await listOf(commandNames, 'COMMAND', style)),
    `${style.dim('tokengraft COMMAND --help')} explains a command, ${style.dim('tokengraft --version')} prints the version.`,
  ]);
}

/** Of the commands of two words that begin with `word`. */
export async function groupHelp(word: string, names: readonly CommandName[], style: Style): Promise<string> {
  return lines([
    ...(await listOf(names, `${word} COMMAND`, style)),
    `${style.dim(`tokengraft ${word} COMMAND --help`)} explains a command.`,
  ]);
}

async function listOf(names: readonly CommandName[], what: string, style: Style): Promise<string[]> {
  const rows = await Promise.all(
    names.map(async (name) => [`  ${style.cyan(name)}`, (await commands[name]()).command.summary]),
  );
  const list = formatTable([{}, {}], rows);
  return [`${style.bold('usage')}  tokengraft ${what} [OPTIONS]`, '', style.bold('commands'), ...list, ''];
}

export function commandHelp(name: string, command: Command, style: Style): string {
  return lines([
    command.summary,
    '',
    `${style.bold('usage')}  ${usage(name, command)}`,
    '',
    ...section('options', optionRows(command.options, style), style),
    '',
    ...section('common options', optionRows(commonOptions, style), style),
    ...(command.notes ?? []).flatMap((note) => ['', note]),
    '',
    style.bold('examples'),
    ...command.examples.map((example) => `  ${style.dim('$')} ${example}`),
  ]);
}

function usage(name: string, { positionals, options, required = [] }: Command): string {
  const parts = required.map((option) => {
    const spec = options[option];
    return spec === undefined
      ? ''
      : `${spec.short === undefined ? `--${option}` : `-${spec.short}`} ${valueName(spec)}`;
  });
  return ['tokengraft', name, positionals.usage, ...parts, '[OPTIONS]'].filter((part) => part !== '').join(' ');
}

function section(title: string, rows: readonly (readonly string[])[], style: Style): string[] {
  return rows.length === 0 ? [] : [style.bold(title), ...formatTable([{}, {}], rows)];
}

function optionRows(table: OptionTable, style: Style): string[][] {
  return Object.entries(table).map(([name, option]) => [
    `  ${option.short === undefined ? '    ' : `${style.cyan(`-${option.short}`)}, `}${style.cyan(longName(name, option))} ${valueName(option)}`.trimEnd(),
    option.summary,
  ]);
}

function longName(name: string, option: Option): string {
  return option.kind === 'flag' && option.negatable === true ? `--[no-]${name}` : `--${name}`;
}

function valueName(option: Option): string {
  if (option.kind === 'flag') return '';
  if (option.kind === 'choice') return option.choices.join('|');
  return option.kind === 'texts' ? `${option.value}…` : option.value;
}

function lines(parts: readonly string[]): string {
  return `${parts.join('\n')}\n`;
}
