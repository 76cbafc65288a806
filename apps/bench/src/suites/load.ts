// What it costs to begin: every load in a process of its own.

import { runInChild } from '../child/run-in-child.js';
import { median, spread } from '../measure.js';
import type { Peer } from '../peers/index.js';
import type { Vocabulary } from '../vocabularies.js';
import type { Context, Row, Suite } from './suite.js';

const runs = 3;
const patience = 30_000;

export const load: Suite = {
  title: 'Load: to the first ids',
  about:
    'Every run is a process of its own: milliseconds from before the import to the first ids, and by how much the resident set has grown then. Libraries that bring their vocabularies stand beside rank files.',
  async run(context) {
    const rows: Row[] = [];
    for (const vocabulary of await context.vocabularies(['gpt2', 'cl100k', 'o200k'])) {
      for (const [source, file] of Object.entries(sourcesOf(vocabulary))) {
        context.log(`${vocabulary.name} · ${source}`);
        const peers = context.peers.filter((peer) => takesPart(peer, vocabulary, file));
        rows.push(...(await measure(source, file, peers, context)));
      }
    }
    return rows;
  },
};

function sourcesOf(vocabulary: Vocabulary): Record<string, Vocabulary> {
  return {
    ...(vocabulary.tokenizerJson && { 'tokenizer.json': { ...vocabulary, ranks: undefined } }),
    ...(vocabulary.ranks && { 'ranks or own data': { ...vocabulary, tokenizerJson: undefined } }),
  };
}

// A library that needs no file of ours brings its own data.
function takesPart(peer: Peer, vocabulary: Vocabulary, file: Vocabulary): boolean {
  const own = peer.reads({ ...vocabulary, tokenizerJson: undefined, ranks: undefined });
  return peer.reads(file) && (file.tokenizerJson === undefined || !own);
}

async function measure(source: string, file: Vocabulary, peers: readonly Peer[], context: Context): Promise<Row[]> {
  const milliseconds = new Map<string, number[]>(peers.map(({ name }) => [name, []]));
  const mebibytes = new Map<string, number[]>(peers.map(({ name }) => [name, []]));
  const failures = new Map<string, string>();
  for (let run = 0; run < Math.min(runs, context.limits.rounds); run++) {
    for (const { name } of peers) {
      const { messages, failure } = await runInChild('load', { peer: name, vocabulary: file }, patience);
      if (failure !== undefined) failures.set(name, failure);
      for (const message of messages) {
        milliseconds.get(name)?.push(message.milliseconds);
        mebibytes.get(name)?.push(message.mebibytes);
      }
    }
  }
  return [
    ...rowsOf(`milliseconds, from ${source}`, 'ms', milliseconds),
    ...rowsOf(`memory, from ${source}`, 'MiB', mebibytes),
  ];

  function rowsOf(group: string, unit: string, samples: ReadonlyMap<string, readonly number[]>): Row[] {
    return [...samples].map(([peer, values]) => {
      const row = { group, column: file.name, peer, unit, better: 'lower' as const, samples: values, exact: undefined };
      const failure = failures.get(peer);
      if (failure !== undefined || values.length === 0)
        return { ...row, value: undefined, note: failure ?? 'no figure' };
      return { ...row, value: Math.max(median(values), 0.1), spreadPercent: spread(values) };
    });
  }
}
