// What a caller may ask of `extendVocabulary`, and what of every operation; a wrong call is refused before a file is opened.

import {
  TokengraftError,
  expectArray,
  expectBoolean,
  expectFunction,
  expectInteger,
  expectObject,
  expectOneOf,
  expectSignal,
  expectString,
} from '@tokengraft/errors';
import type { OpenCheckpointOptions } from '@tokengraft/checkpoint';
import type { TokenInput } from '@tokengraft/tokenizer';
import { checkInit, type Init, type InitChoice } from './init-choice.js';
import type { OnProgress } from './progress.js';
import type { Population } from './vocabulary-plan.js';

export interface ExtendOptions extends SurgeryOptions {
  /** General tokens; `special: true` in an object makes that one special. */
  readonly tokens?: readonly TokenInput[];
  /** Special tokens: matched before anything else, skipped by decoding on request. */
  readonly specialTokens?: readonly TokenInput[];
  /** A tokenizer (folder or file) that keeps every existing id; its additional tokens are added, its files replace the old ones. */
  readonly fromTokenizer?: string;
}

/** What every operation on a vocabulary takes. */
export interface SurgeryOptions extends TableOptions {
  /** How new rows of the input table are made. Default 'subword-mean'. */
  readonly init?: InitChoice;
  /** How new rows of an own head and its bias are made. Default: the same as `init`. */
  readonly initHead?: InitChoice;
  /** Rows grow to a multiple of it; a table that is large enough stays as it is. Default 1. */
  readonly padTo?: number;
  /** The rows that means are taken over: those with a token, a real name and a value, or every row. Default 'live'. */
  readonly population?: Population;
  /** Of random draws; an integer. Default 0. */
  readonly seed?: number;
  /** The folder to write. May be absent in a dry run only. */
  readonly out?: string;
  /** Replaces an existing target. Default false. */
  readonly force?: boolean;
  /** Plans and stops. Default false. */
  readonly dryRun?: boolean;
  /** Text on which tokens per word are compared. Default: the added words, each after a space. */
  readonly sample?: string;
  /** 0 = all cores. Default 0. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** How the vocabulary tables are found where names and configuration do not say it. */
export type TableOptions = Pick<OpenCheckpointOptions, 'map' | 'tie'>;

/** The options with every default in its place. */
export interface ExtendSettings extends SurgerySettings {
  /** General and special tokens in the order of their ids. */
  readonly requests: readonly TokenInput[];
  readonly fromTokenizer: string | undefined;
}

export interface SurgerySettings {
  readonly tables: TableOptions;
  readonly init: Init;
  readonly initHead: Init;
  readonly padTo: number;
  readonly population: Population;
  readonly seed: number;
  readonly out: string | undefined;
  readonly force: boolean;
  readonly dryRun: boolean;
  readonly sample: string | undefined;
  readonly threads: number;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: OnProgress;
}

export const surgeryOptionNames = [
  'init',
  'initHead',
  'padTo',
  'population',
  'seed',
  'out',
  'force',
  'dryRun',
  'sample',
  'map',
  'tie',
  'threads',
  'signal',
  'onProgress',
] as const satisfies readonly (keyof SurgeryOptions)[];

/** Hardware asks for 64 to 512; every padding row is a line of the plan. */
const maxPadTo = 2 ** 16;
const maxThreads = 1024;

export function checkExtendOptions(options: ExtendOptions): ExtendSettings {
  refuseUnknown(options, ['tokens', 'specialTokens', 'fromTokenizer', ...surgeryOptionNames]);
  const { tokens = [], specialTokens = [], fromTokenizer } = options;
  const settings: ExtendSettings = {
    ...checkSurgeryOptions(options),
    requests: joinRequests(tokens, specialTokens),
    fromTokenizer: optional(expectString, 'options.fromTokenizer', fromTokenizer),
  };
  refuseNonsense(settings);
  return settings;
}

/** Checks what all operations have in common. */
export function checkSurgeryOptions(options: SurgeryOptions): SurgerySettings {
  const { init = 'subword-mean', initHead = init, padTo = 1, population = 'live', seed = 0 } = options;
  const { force = false, dryRun = false, threads = 0 } = options;
  const { out, sample, signal, onProgress = () => undefined } = options;
  const settings: SurgerySettings = {
    tables: tableOptions(options),
    init: checkInit('options.init', init),
    initHead: checkInit('options.initHead', initHead),
    padTo: expectInteger('options.padTo', padTo, 1, maxPadTo),
    population: expectOneOf('options.population', population, ['live', 'all']),
    seed: expectInteger('options.seed', seed),
    out: optional(expectString, 'options.out', out),
    force: expectBoolean('options.force', force),
    dryRun: expectBoolean('options.dryRun', dryRun),
    sample: optional(expectString, 'options.sample', sample),
    threads: expectInteger('options.threads', threads, 0, maxThreads),
    signal: optional(expectSignal, 'options.signal', signal),
    onProgress: expectFunction('options.onProgress', onProgress),
  };
  refuseNoOutput(settings);
  return settings;
}

/** Refuses an option that is not known: silence would be a wrong answer. */
export function refuseUnknown(options: unknown, known: readonly string[]): void {
  for (const key of Object.keys(expectObject('options', options))) {
    if (!known.includes(key)) throw new TypeError(`options.${key} is not known; options are ${known.join(', ')}`);
  }
}

/** Checked by `openCheckpoint`. */
export function tableOptions({ map, tie }: TableOptions): TableOptions {
  return { ...(map === undefined ? {} : { map }), ...(tie === undefined ? {} : { tie }) };
}

/** The tokens themselves are checked by the tokenizer that takes them. */
function joinRequests(tokens: unknown, specialTokens: unknown): TokenInput[] {
  const general = expectArray('options.tokens', tokens) as readonly TokenInput[];
  const special = expectArray('options.specialTokens', specialTokens) as readonly TokenInput[];
  return [...general, ...special.map((token, index) => asSpecial(`options.specialTokens[${index}]`, token))];
}

function asSpecial(name: string, token: TokenInput): TokenInput {
  if (typeof token === 'string') return { content: token, special: true };
  const input = expectObject(name, token);
  if (input['special'] === false)
    throw new TypeError(`${name}.special is false; name general tokens in options.tokens`);
  return { ...token, special: true };
}

function refuseNonsense({ requests, fromTokenizer, padTo }: ExtendSettings): void {
  if (requests.length === 0 && fromTokenizer === undefined && padTo === 1) {
    throw new TokengraftError('bad-argument', 'there is nothing to add: pass tokens, specialTokens or fromTokenizer');
  }
}

function refuseNoOutput({ out, dryRun }: SurgerySettings): void {
  if (out === undefined && !dryRun) {
    throw new TokengraftError('bad-argument', 'there is no output folder: pass out, or dryRun to see the plan');
  }
}

export function optional<T>(expect: (name: string, value: unknown) => T, name: string, value: unknown): T | undefined {
  return value === undefined ? undefined : expect(name, value);
}
