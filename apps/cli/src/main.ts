// The command line from argument words to exit code: find the command, parse, run, and say one sentence about a failure.

import { commonOptions, type CommonValues } from './arguments/option-table.js';
import { parseArguments } from './arguments/parse.js';
import { suggest } from './arguments/suggest.js';
import { UsageError } from './arguments/usage-error.js';
import type { Command, Positionals } from './command.js';
import { commandNames, commands, commandsOf, isCommandName, takeCommand } from './commands/index.js';
import { explainFailure } from './failure.js';
import { commandHelp, generalHelp, groupHelp } from './help.js';
import { endQuietlyOnClosedPipe, watchSignals } from './process-events.js';
import { Output } from './terminal/output.js';
import { Screen } from './terminal/screen.js';
import { createStyle } from './terminal/style.js';
import { packageVersion } from './version.js';

/** Runs one command line and sets the process's exit code. */
export async function main(words: readonly string[]): Promise<void> {
  endQuietlyOnClosedPipe(process.stdout, process.stderr);
  const output = new Output(process.stdout);
  process.exitCode = await dispatch(words, output);
}

async function dispatch(words: readonly string[], output: Output): Promise<number> {
  const taken = takeCommand(words);
  if (taken !== undefined) return runCommand(taken.name, (await commands[taken.name]()).command, taken.rest, output);
  const failureStreams = {
    output,
    screen: new Screen(process.stderr, false),
    json: words.includes('--json'),
    debug: false,
  };
  try {
    await output.write(await answerWithoutCommand(words));
    return 0;
  } catch (error) {
    return explainFailure(error, failureStreams);
  }
}

async function answerWithoutCommand([first, ...rest]: readonly string[]): Promise<string> {
  const style = createStyle(process.stdout);
  if (first === '--version' || first === '-V') return `${packageVersion()}\n`;
  if (first === '--help' || first === '-h' || (first === 'help' && rest.length === 0)) return generalHelp(style);
  const group = groupAskedFor([first ?? '', ...rest]);
  if (group !== undefined) return groupHelp(group, commandsOf(group), style);
  if (first === 'help') {
    const name = takeCommand(rest)?.name ?? expectCommandName(rest[0] ?? '', rest[1]);
    return commandHelp(name, (await commands[name]()).command, style);
  }
  if (first === undefined) throw new UsageError(`no command given; the commands are ${commandNames.join(', ')}`);
  return expectCommandName(first, rest[0]);
}

/** `chat --help`, `help chat`: the first word of commands of two. */
function groupAskedFor([first = '', second = '', ...rest]: readonly string[]): string | undefined {
  const asks = second === '--help' || second === '-h';
  const group = asks ? first : first === 'help' && rest.length === 0 ? second : '';
  return commandsOf(group).length > 0 ? group : undefined;
}

function expectCommandName(name: string, second?: string): keyof typeof commands {
  if (isCommandName(name)) return name;
  refuseHalfName(name, second);
  const what = name.startsWith('-') ? 'option' : 'command';
  const hint = suggest(name, [...commandNames, 'help']);
  throw new UsageError(`${name} is no ${what} of tokengraft${hint || `; the commands are ${commandNames.join(', ')}`}`);
}

/** Of a command of two words, the first one alone or with another second one. */
function refuseHalfName(first: string, second: string | undefined): void {
  const whole = commandsOf(first);
  if (whole.length === 0) return;
  const seconds = whole.map((name) => name.slice(first.length + 1));
  if (second === undefined || second.startsWith('-')) {
    throw new UsageError(`${first} needs a second word: ${seconds.join(', ')}`);
  }
  const hint = suggest(second, seconds) || `; there are ${seconds.join(', ')}`;
  throw new UsageError(`${first} ${second} is no command of tokengraft${hint}`);
}

async function runCommand(name: string, command: Command, words: readonly string[], output: Output): Promise<number> {
  const common = peekCommonFlags(words);
  const screen = new Screen(process.stderr, common.quiet === true);
  const signals = watchSignals();
  try {
    const { values, positionals } = parseArguments(words, { ...command.options, ...commonOptions }, name);
    if (values.help === true) return await printHelp(name, command, output);
    expectRequired(name, command, values);
    expectPositionals(name, command.positionals, { values, positionals });
    const { json = false, threads = 0 } = values;
    const context = { output, screen, signal: signals.signal, json, threads };
    return await command.run({ values, positionals }, context);
  } catch (error) {
    const streams = { output, screen, json: common.json === true, debug: common.debug === true };
    const interrupted = signals.exitCode();
    if (interrupted === undefined) return await explainFailure(error, streams);
    screen.note('interrupted');
    return interrupted;
  } finally {
    screen.clearProgress();
    signals.stop();
  }
}

async function printHelp(name: string, command: Command, output: Output): Promise<number> {
  await output.write(commandHelp(name, command, createStyle(process.stdout)));
  return 0;
}

/** Flags that decide how a failure of the parser itself is told. */
function peekCommonFlags(words: readonly string[]): CommonValues {
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  const given = words.slice(0, end);
  return {
    json: given.includes('--json'),
    quiet: given.includes('--quiet') || given.includes('-q'),
    debug: given.includes('--debug'),
  };
}

interface Parsed {
  readonly values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];
}

function expectRequired(
  name: string,
  { options, required = [] }: Command,
  values: Readonly<Record<string, unknown>>,
): void {
  const missing = required.find((option) => values[option] === undefined);
  if (missing === undefined) return;
  const short = options[missing]?.short;
  throw new UsageError(`${name} needs ${short === undefined ? '' : `-${short}/`}--${missing}`, name);
}

function expectPositionals(name: string, { usage, min, max }: Positionals, { values, positionals }: Parsed): void {
  if (positionals.length >= min && positionals.length <= max) return;
  if (positionals.length > max) {
    const allowed = max === 0 ? 'no arguments' : `only ${usage}`;
    throw new UsageError(`${name} takes ${allowed}; ${positionals.slice(max).join(' ')} is too much`, name);
  }
  const found = positionals.length === 0 ? '' : `, only ${positionals.join(' ')} is given`;
  throw new UsageError(`${name} needs ${usage}${found}${describeGreedyLists(values, usage)}`, name);
}

/** What may have swallowed the argument that is missing. */
function describeGreedyLists(values: Parsed['values'], usage: string): string {
  const [name, taken] = Object.entries(values).find(([, value]) => Array.isArray(value)) ?? [];
  if (name === undefined || !Array.isArray(taken)) return '';
  return ` (--${name} took ${taken.join(' ')}; name ${usage} before it, or behind --)`;
}
