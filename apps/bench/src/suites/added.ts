// A tokenizer that has grown: 400,000 added tokens.

import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { loadTokenizer } from '@tokengraft/tokenizer';
import { runInChild } from '../child/run-in-child.js';
import { cacheFolder } from '../locations.js';
import { median, spread } from '../measure.js';
import { documentsOf } from '../texts.js';
import type { Vocabulary } from '../vocabularies.js';
import type { Context, Row, Suite } from './suite.js';

const tokens = 400_000;
const patience = 60_000;

export const added: Suite = {
  title: 'Added tokens: 400,000 of them',
  about: `GPT-2's tokenizer.json with ${tokens.toLocaleString('en')} added words that do not occur in the texts: milliseconds to load it, and the time of encoding over that of the plain one, in turns: with both newly loaded, and again with both warm. A process that is silent for ${patience / 1000} s is killed.`,
  async run(context) {
    const rows: Row[] = [];
    for (const plain of await context.vocabularies(['gpt2'])) {
      if (plain.tokenizerJson === undefined) continue;
      rows.push(...(await measure(plain, await extend(plain, plain.tokenizerJson), context)));
    }
    return rows;
  },
};

async function measure(plain: Vocabulary, extended: Vocabulary, context: Context): Promise<Row[]> {
  // Little enough for a thread to remember it for two tokenizers: otherwise the second figure is about that.
  const documents = (await context.texts(30_000)).flatMap(({ text }) => documentsOf(text, 16_384));
  const needsJson = context.peers.filter(
    (peer) => peer.reads(plain) && !peer.reads({ ...plain, tokenizerJson: undefined, ranks: undefined }),
  );
  const rows: Row[] = [];
  for (const { name } of needsJson) {
    context.log(`${plain.name} · ${name}`);
    const request = { peer: name, plain, extended, documents, rounds: context.limits.rounds };
    const { messages, failure } = await runInChild('added', request, patience);
    const load = messages.flatMap((message) => ('loadMilliseconds' in message ? [message.loadMilliseconds] : []));
    rows.push(rowOf('load', 'ms', name, load, failure));
    for (const text of ['new', 'seen before'] as const) {
      const slower = messages.flatMap((message) =>
        'text' in message && message.text === text ? ratios(message.extended, message.plain) : [],
      );
      rows.push(rowOf(`encoding text ${text}, against the plain one`, '×', name, slower, failure));
    }
  }
  return rows;
}

/** Of the rounds that both had. */
function ratios(slower: readonly number[], faster: readonly number[]): number[] {
  return slower.slice(0, faster.length).map((time, round) => time / (faster[round] ?? Number.NaN));
}

function rowOf(group: string, unit: string, peer: string, samples: readonly number[], failure = 'no figure'): Row {
  const row = {
    group,
    column: `${tokens.toLocaleString('en')} added`,
    peer,
    unit,
    better: 'lower' as const,
    samples,
    exact: undefined,
  };
  if (samples.length === 0) return { ...row, value: undefined, note: failure };
  return { ...row, value: median(samples), spreadPercent: spread(samples) };
}

// The words begin as words do, so that looking for them begins everywhere, and end as none does.
async function extend(plain: Vocabulary, tokenizerJson: string): Promise<Vocabulary> {
  const folder = path.join(cacheFolder, `${plain.name}-added`);
  const file = path.join(folder, 'tokenizer.json');
  if (!existsSync(file)) {
    await mkdir(folder, { recursive: true });
    const tokenizer = await loadTokenizer(tokenizerJson);
    tokenizer.addTokens(Array.from({ length: tokens }, (_, index) => wordOf(index)));
    await tokenizer.save(folder);
  }
  return { ...plain, encoding: undefined, ranks: undefined, tokenizerJson: file };
}

function wordOf(index: number): string {
  const syllable = (number: number): string =>
    `${'bcdfghjklmnpqrstvwxz'.charAt(number % 20)}${'aeiou'.charAt(number / 20)}`;
  return `${syllable(index % 100)}${syllable(Math.floor(index / 100) % 100)}${syllable(Math.floor(index / 10_000))}qx`;
}
