// A rank file that learnt, opened by tiktoken itself (npm's `tiktoken`, which the benchmarks install): the same ids.

import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { learnTokens, loadTokenizer, trainTokenizer } from '@tokengraft/tokenizer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OracleText } from './compare.js';
import { createWorkplace, fixtures, readJson, root, type Workplace } from './material.js';

/** What the package offers, as far as this test needs it. */
interface Peer {
  readonly Tiktoken: new (
    ranks: string,
    specials: Readonly<Record<string, number>>,
    pattern: string,
  ) => { encode(text: string, allowed: 'all'): Uint32Array; free(): void };
}

const peers = path.join(root, 'apps', 'bench', 'peers');
const peer = loadPeer();
const whyNot = peer === undefined ? ` (skipped: no tiktoken in ${peers}; npm ci --prefix ${peers})` : '';

function loadPeer(): Peer | undefined {
  try {
    return createRequire(path.join(peers, 'package.json'))('tiktoken') as Peer;
  } catch {
    return undefined;
  }
}

const corpus = path.join(fixtures, 'training', 'botchan_en.txt.gz');
const texts = (readJson(fixtures, 'parity', 'texts.json.gz') as readonly OracleText[]).map(({ text }) => text);
/** GPT-2's. */
const pattern = String.raw`'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;
const specialTokens = { '<|endoftext|>': 3000, '<|turn|>': 3001 };

let workplace: Workplace;
beforeAll(async () => {
  workplace = await createWorkplace();
});
afterAll(() => workplace.clear());

/** A rank file of all bytes and 300 merges of English. */
async function smallRanks(folder: string): Promise<string> {
  const trained = await trainTokenizer(corpus, { preset: 'gpt2', vocabSize: 556, specialTokens: [] });
  await trained.save(path.join(folder, 'small'));
  const tokenizer = await loadTokenizer(path.join(folder, 'small'));
  const file = path.join(folder, 'small.tiktoken');
  const lines = Array.from({ length: tokenizer.size }, (_, id) => {
    const bytes = Buffer.from(tokenizer.decodeBytes(Uint32Array.of(id)));
    return `${bytes.toString('base64')} ${id}\n`;
  });
  await writeFile(file, lines.join(''));
  return file;
}

test.skipIf(peer === undefined)(`tiktoken reads learnt ranks${whyNot}`, async () => {
  const folder = await workplace.unpack(path.join(fixtures, 'training'));
  const before = await loadTokenizer(await smallRanks(folder), { pattern: 'gpt2', specialTokens });
  const learned = await learnTokens(before, corpus, { add: 400, forced: [' photosynthesis'] });
  expect(learned.report.added).toBe(400);
  const file = path.join(folder, 'learnt.tiktoken');
  await learned.save(file);
  const own = await loadTokenizer(file, { pattern: 'gpt2', specialTokens });
  if (peer === undefined) return;
  const theirs = new peer.Tiktoken(await readFile(file, 'utf8'), specialTokens, pattern);
  try {
    for (const text of [...texts, 'photosynthesis and photosynthesis<|turn|>', '<|endoftext|> Botchan']) {
      expect([text, ...own.encode(text)]).toEqual([text, ...theirs.encode(text, 'all')]);
    }
  } finally {
    theirs.free();
  }
});
