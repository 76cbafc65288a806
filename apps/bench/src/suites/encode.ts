// Text to ids, every peer on every text: `fresh` is a newly loaded tokenizer that sees each 16 kB document once, `repeat`
// the same text again with warm caches.

import { checkIds, freeEngines, idsOf, loadEngines, loadOracle, type Engines } from '../engines.js';
import { interleave, type Contestant } from '../measure.js';
import type { Engine, Peer } from '../peers/index.js';
import { eachOf, shortestRound } from '../tasks.js';
import { documentsOf, type Text } from '../texts.js';
import type { Vocabulary } from '../vocabularies.js';
import type { Context, Row, Suite } from './suite.js';
import { throughputRows } from './rows.js';

const documentUnits = 16_384;
/** A peer that needs longer than this for a pass is timed on the first quarter of the documents. */
const longestPass = 100;

export const encode: Suite = {
  title: 'Encode: text to ids',
  about:
    'Documents of 16 kB, one call each. Fresh: a newly loaded tokenizer sees every document once. Repeat: the same text again.',
  async run(context) {
    const rows: Row[] = [];
    const names = ['gpt2', 'cl100k', 'o200k', 'llama3', 'qwen2_5', 'deepseek_v3', 'gemma'] as const;
    for (const vocabulary of await context.vocabularies(names)) {
      rows.push(...(await encodeWith(vocabulary, context)));
    }
    return rows;
  },
};

/** Fresh and repeat rows of one vocabulary over all texts. */
export async function encodeWith(vocabulary: Vocabulary, context: Context): Promise<Row[]> {
  const engines = await loadEngines(vocabulary, context);
  const oracle = await loadOracle(vocabulary);
  const rows: Row[] = [];
  for (const text of await context.texts()) {
    context.log(`${vocabulary.name} · ${text.name}`);
    rows.push(...(await compare({ vocabulary, text, engines, oracle }, context)));
  }
  oracle.free?.();
  freeEngines(engines);
  return rows;
}

interface Comparison {
  readonly vocabulary: Vocabulary;
  readonly text: Text;
  readonly engines: Engines;
  readonly oracle: Engine;
}

/** What one peer does in every round. */
interface Work {
  readonly peer: Peer;
  readonly engine: Engine;
  readonly documents: readonly string[];
  readonly passes: number;
}

async function compare({ vocabulary, text, engines, oracle }: Comparison, { limits }: Context): Promise<Row[]> {
  const documents = documentsOf(text.text, documentUnits);
  const { exact, milliseconds } = await checkIds(engines, documents, await idsOf(oracle, documents));
  const works = [...engines].map(([peer, engine]) => workOf(peer, engine, documents, milliseconds.get(peer) ?? 0));
  const bytes = new Map(works.map((work) => [work.peer.name, Buffer.byteLength(work.documents.join(''))]));
  const where = { column: text.name, exact };
  const fresh = await interleave(
    works.map((work) => freshContestant(work, vocabulary)),
    limits,
  );
  const repeat = await interleave(works.map(repeatContestant), limits);
  return [
    ...throughputRows(fresh, { ...where, group: `${vocabulary.name}, fresh` }, bytes),
    ...throughputRows(repeat, { ...where, group: `${vocabulary.name}, repeat` }, bytes),
  ];
}

function workOf(peer: Peer, engine: Engine, documents: readonly string[], pass: number): Work {
  const part = pass > longestPass ? documents.slice(0, Math.ceil(documents.length / 4)) : documents;
  return { peer, engine, documents: part, passes: Math.ceil(shortestRound / Math.max(pass, 0.1)) };
}

function freshContestant({ peer, documents }: Work, vocabulary: Vocabulary): Contestant<Engine> {
  return {
    name: peer.name,
    prepare: () => peer.load(vocabulary),
    run: (engine) => encodeAll(engine, documents),
    dispose: (engine) => engine.free?.(),
  };
}

// The check of the ids was the warm-up: the peer has seen the text before the first round.
function repeatContestant({ peer, engine, documents, passes }: Work): Contestant<Engine> {
  return {
    name: peer.name,
    prepare: async () => engine,
    run: () => encodeAll(engine, documents),
    passes,
  };
}

function encodeAll(engine: Engine, documents: readonly string[]): Promise<number | void> {
  return engine.timeAll?.(documents) ?? eachOf(documents, (document) => engine.encode(document))();
}
