// Text to ids, every peer on every text: `fresh` is a newly loaded tokenizer that sees each 16 kB document once, `repeat`
// the same text again with warm caches. Ids are compared before anything is timed.

import { median, spread, type Rounds, interleave } from '../measure.js';
import { type Engine, type Peer, oracle, peers } from '../peers/index.js';
import type { Row, Suite } from '../report.js';
import { type Text, documentsOf } from '../texts.js';
import { type Vocabulary, openVocabularies } from '../vocabularies.js';

const documentUnits = 16_384;

export const encode: Suite = {
  title: 'encode: text to ids',
  async run({ texts, rounds, log }) {
    const { vocabularies, remove } = await openVocabularies();
    try {
      const rows: Row[] = [];
      for (const vocabulary of vocabularies) {
        for (const text of texts) {
          log(`${vocabulary.name} · ${text.name}`);
          rows.push(...(await compare(vocabulary, text, rounds)));
        }
      }
      return rows;
    } finally {
      await remove();
    }
  },
};

async function compare(vocabulary: Vocabulary, text: Text, rounds: number): Promise<Row[]> {
  const documents = documentsOf(text.text, documentUnits);
  const engines = await loadAll(vocabulary);
  const exact = await exactPeers(engines, documents);
  const fresh = await interleave(
    peers.map((peer) => ({
      name: peer.name,
      prepare: () => peer.load(vocabulary),
      run: (engine: Engine) => encodeAll(engine, documents),
    })),
    rounds,
  );
  const repeat = await interleave(
    [...engines].map(([peer, engine]) => ({
      name: peer.name,
      prepare: async () => engine,
      run: (warm: Engine) => encodeAll(warm, documents),
    })),
    rounds,
  );
  return [...rowsOf('fresh', fresh), ...rowsOf('repeat', repeat)];

  function rowsOf(mode: string, times: Rounds): Row[] {
    return [...times].map(([peer, milliseconds]) => ({
      vocabulary: vocabulary.name,
      text: text.name,
      mode,
      peer,
      exact: exact.has(peer),
      megabytesPerSecond: text.bytes / 1000 / median(milliseconds),
      spreadPercent: spread(milliseconds),
      milliseconds,
    }));
  }
}

async function loadAll(vocabulary: Vocabulary): Promise<Map<Peer, Engine>> {
  const engines = new Map<Peer, Engine>();
  for (const peer of peers) engines.set(peer, await peer.load(vocabulary));
  return engines;
}

// The names of the peers whose ids equal the oracle's on every document. A peer that differs stays in the table, marked.
async function exactPeers(engines: ReadonlyMap<Peer, Engine>, documents: readonly string[]): Promise<Set<string>> {
  const exact = new Set([...engines.keys()].map(({ name }) => name));
  for (const document of documents) {
    const expected = await engines.get(oracle)?.encode(document);
    for (const [peer, engine] of engines) {
      if (!sameIds(await engine.encode(document), expected ?? [])) exact.delete(peer.name);
    }
  }
  return exact;
}

function sameIds(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}

async function encodeAll(engine: Engine, documents: readonly string[]): Promise<void> {
  for (const document of documents) {
    const ids = engine.encode(document);
    if (ids instanceof Promise) await ids;
  }
}
