// The command line: which suites, peers and vocabularies, on what, for how long. Wrong arguments are refused with a sentence.

import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { resultsFolder } from './locations.js';
import type { Clock } from './measure.js';
import { peers, tokengraft, type Peer } from './peers/index.js';
import { UsageError } from './usage-error.js';
import { suites } from './suites/index.js';
import { vocabularyNames, type VocabularyName } from './vocabularies.js';

export interface Options {
  readonly suites: readonly string[];
  readonly peers: readonly Peer[];
  /** Undefined: what each suite takes by itself. */
  readonly vocabularies: readonly VocabularyName[] | undefined;
  readonly texts: string | undefined;
  readonly tokenizers: string | undefined;
  readonly ranks: string | undefined;
  readonly bytes: number;
  readonly rounds: number;
  readonly budget: number;
  readonly clock: Clock;
  /** Of the table that surgery is measured with. */
  readonly rows: number;
  /** Undefined: print only. */
  readonly out: string | undefined;
  readonly machineName: string | undefined;
}

export const usage = `usage: npm run bench -- [SUITE…] [options]     all suites when none is named
       npm run bench -- readme [RESULTS]        puts a results folder's table (default: the newest) into README.md

suites: ${Object.keys(suites).join(', ')}
peers: ${peers.map(({ name, optional }) => (optional ? `(${name})` : name)).join(', ')}
vocabularies: ${vocabularyNames.join(', ')}

  --peers A,B          compare with these only (default: all but those in brackets)
  --vocab A,B          with these vocabularies only, where a suite can
  --texts FOLDER       the .txt, .md and .jsonl files of FOLDER (default: ../shared/texts, else texts from installed packages)
  --tokenizers FOLDER  folders NAME/tokenizer.json[.gz] (default: ../shared/fixtures/tokenizers)
  --ranks FOLDER       NAME.tiktoken[.gz] files (default: ../shared/fixtures/tiktoken, else from installed packages)
  --bytes N            cut every text to N bytes of UTF-8 (default 400000)
  --rounds N           rounds a contestant, at most (default 7)
  --budget MS          a contestant that used this much time for one figure stops after three rounds (default 300)
  --clock wall|cpu     cpu: processor time, for a machine that others use too (default wall)
  --rows N             rows of the table that surgery is measured with (default 32768; 131072 are a gigabyte)
  --out FOLDER         write FOLDER/<date>-<machine>/ (default: apps/bench/results; 'none': print only)
  --name NAME          the machine's name in the results folder (default: from the processor's)
`;

export function parseOptions(args: readonly string[]): Options {
  const { values, positionals } = parse(args);
  return {
    suites: positionals.length === 0 ? Object.keys(suites) : positionals.map((name) => known('suite', name, suites)),
    peers: selectPeers(listOf('peers', values.peers)),
    vocabularies: listOf('vocab', values.vocab)?.map((name) => knownVocabulary(name)),
    texts: folder('texts', values.texts),
    tokenizers: folder('tokenizers', values.tokenizers),
    ranks: folder('ranks', values.ranks),
    bytes: positive('bytes', values.bytes ?? '400000'),
    rounds: positive('rounds', values.rounds ?? '7'),
    budget: positive('budget', values.budget ?? '300'),
    rows: positive('rows', values.rows ?? '32768'),
    clock: known('clock', values.clock ?? 'wall', { wall: true, cpu: true }) as Clock,
    out: values.out === 'none' ? undefined : (values.out ?? resultsFolder),
    machineName: values.name,
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        peers: text,
        vocab: text,
        texts: text,
        tokenizers: text,
        ranks: text,
        bytes: text,
        rounds: text,
        budget: text,
        clock: text,
        rows: text,
        out: text,
        name: text,
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** tokengraft takes part always: ratios are to it. */
function selectPeers(names: readonly string[] | undefined): Peer[] {
  if (names === undefined) return peers.filter(({ optional }) => optional !== true);
  const byName = Object.fromEntries(peers.map((peer) => [peer.name, peer]));
  const wanted = new Set([tokengraft.name, ...names.map((name) => known('peer', name, byName))]);
  return peers.filter(({ name }) => wanted.has(name));
}

function knownVocabulary(name: string): VocabularyName {
  return known('vocabulary', name, Object.fromEntries(vocabularyNames.map((each) => [each, each]))) as VocabularyName;
}

function known(what: string, name: string, table: Readonly<Record<string, unknown>>): string {
  if (Object.hasOwn(table, name)) return name;
  throw new UsageError(`there is no ${what} '${name}'; there are ${Object.keys(table).join(', ')}`);
}

function listOf(option: string, value: string | undefined): string[] | undefined {
  const names = value?.split(',').filter(Boolean);
  if (names?.length === 0) throw new UsageError(`--${option} names nothing`);
  return names;
}

function folder(option: string, value: string | undefined): string | undefined {
  if (value === undefined || existsSync(value)) return value;
  throw new UsageError(`--${option}: there is no folder ${value}`);
}

function positive(option: string, value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 1) {
    throw new UsageError(`--${option} takes a whole number of at least 1, not '${value}'`);
  }
  return number;
}
