import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Tokenizer } from '@tokengraft/tokenizer';
import type { Engine, Peer } from './peer.js';

const plain = { addSpecialTokens: false } as const;

export const tokengraft: Peer = {
  name: 'tokengraft',
  packageName: '@tokengraft/tokenizer',
  kind: 'native',
  reads: ({ tokenizerJson, ranks }) => (tokenizerJson ?? ranks) !== undefined,
  async load({ tokenizerJson, ranks }) {
    return engineOf(await loadAnew(tokenizerJson ?? ranks ?? ''));
  },
};

const opened = new Set<string>();

// A process opens a file once and shares its tables, and what they remember of texts: from the second time on, another file
// is a new tokenizer.
async function loadAnew(file: string): Promise<Tokenizer> {
  const { loadTokenizer } = await import('@tokengraft/tokenizer');
  if (!opened.has(file)) {
    opened.add(file);
    return loadTokenizer(file);
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'tokengraft-bench-'));
  try {
    const copy = path.join(folder, path.basename(file));
    await copyFile(file, copy);
    return await loadTokenizer(copy);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function engineOf(tokenizer: Tokenizer): Engine {
  return {
    encode: (text) => tokenizer.encode(text, plain),
    encodeInto: (text, ids) => tokenizer.encodeInto(text, ids, plain),
    count: (text) => tokenizer.count(text, plain),
    isWithinLimit: (text, limit) => tokenizer.isWithinLimit(text, limit, plain),
    decode: (ids) => tokenizer.decode(ids as Uint32Array),
    decodeBytes: (ids) => tokenizer.decodeBytes(ids as Uint32Array),
    encodeBatch: (texts, threads) => tokenizer.encodeBatch(texts, { ...plain, threads }),
    addTokens: (contents) => void tokenizer.addTokens(contents),
    growingCount() {
      const counter = tokenizer.counter(plain);
      return (appended) => counter.append(appended);
    },
  };
}
