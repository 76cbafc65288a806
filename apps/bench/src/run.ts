// Runs the selected suites one after the other and gathers their rows.

import { findSources } from './locations.js';
import { describeMachine, versionsOf } from './machine.js';
import type { Options } from './options.js';
import type { Results, SuiteResults } from './report/results.js';
import { suites } from './suites/index.js';
import type { Context } from './suites/suite.js';
import { loadTexts, type Text } from './texts.js';
import { openVocabulary, type Vocabulary, type VocabularyName } from './vocabularies.js';

export async function runSuites(options: Options, command: string, log: (line: string) => void): Promise<Results> {
  const machine = describeMachine();
  const skipped = new Set<string>();
  const context = contextOf(options, log, (what) => skipped.add(what));
  const finished: SuiteResults[] = [];
  for (const name of options.suites) finished.push(await runSuite(name, context));
  return {
    schemaVersion: 1,
    date: new Date().toISOString(),
    command,
    machine,
    peers: await versionsOf(options.peers),
    texts: (await context.texts()).map((text) => ({ name: text.name, bytes: text.bytes })),
    suites: finished,
    skipped: [...skipped],
  };
}

async function runSuite(name: string, context: Context): Promise<SuiteResults> {
  const suite = await suites[name]?.();
  if (suite === undefined) throw new Error(`no suite ${name}`);
  const begin = performance.now();
  const rows = await suite.run({ ...context, log: (line) => context.log(`${name} · ${line}`) });
  if (rows.length === 0) context.skip(`${name}: nothing to run with these vocabularies`);
  return { name, title: suite.title, about: suite.about, rows, seconds: (performance.now() - begin) / 1000 };
}

function contextOf(options: Options, log: (line: string) => void, skip: (what: string) => void): Context {
  const sources = findSources(options);
  const texts = new Map<number, Promise<Text[]>>();
  const vocabularies = new Map<VocabularyName, Promise<Vocabulary | undefined>>();
  return {
    peers: options.peers,
    limits: options,
    tableRows: options.rows,
    log,
    skip,
    texts(bytes = options.bytes) {
      if (!texts.has(bytes)) texts.set(bytes, loadTexts(sources.texts, bytes));
      return texts.get(bytes) ?? Promise.resolve([]);
    },
    async vocabularies(names) {
      const found: Vocabulary[] = [];
      for (const name of names.filter((each) => options.vocabularies?.includes(each) ?? true)) {
        if (!vocabularies.has(name)) vocabularies.set(name, openVocabulary(name, sources));
        const vocabulary = await vocabularies.get(name);
        if (vocabulary === undefined) skip(`vocabulary ${name}: no file; give --tokenizers FOLDER`);
        else found.push(vocabulary);
      }
      return found;
    },
  };
}
