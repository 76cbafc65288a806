// Text to ids, every peer on every text: `fresh` is a newly loaded tokenizer that sees each 16 kB document once, `repeat`
// the same text again with warm caches.

import { checkIds, renew, withField, type Field } from '../engines.js';
import { interleave, type Contestant, type Limits, type Rounds } from '../measure.js';
import type { Engine, Peer } from '../peers/index.js';
import { eachOf, timeTasks, type Task } from '../tasks.js';
import { documentsOf, type Text } from '../texts.js';
import type { Vocabulary } from '../vocabularies.js';
import type { Context, Row, Suite } from './suite.js';
import { throughputRows } from './rows.js';

const documentUnits = 16_384;
/** Milliseconds of a pass. A peer that needs longer encodes all documents once only, and repeats the first quarter of them. */
const longestPass = 100;

export const encode: Suite = {
  title: 'Encode: text to ids',
  about:
    'Documents of 16 kB, one call each. Fresh: a newly loaded tokenizer sees every document once, in one round only if that takes over 0.1 s. Repeat: the same text again.',
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
  return withField(vocabulary, context, async (field) => {
    const rows: Row[] = [];
    let slow: readonly Peer[] | undefined;
    for (const text of await context.texts()) {
      context.log(`${vocabulary.name} · ${text.name}`);
      for (const peer of slow ?? []) await renew(field, peer);
      const entries = await enter(field, text, slow ?? [...field.engines.keys()]);
      rows.push(...(await compare(entries, vocabulary, text, context)));
      slow = entries.works.filter(isSlow).map(({ peer }) => peer);
    }
    return rows;
  });
}

/** What one peer does in every round. */
interface Work {
  readonly peer: Peer;
  readonly engine: Engine;
  readonly documents: readonly string[];
  /** Milliseconds of its first pass over them, in which its ids were compared. */
  readonly firstPass: number;
  /** It had met no text before that. */
  readonly wasNew: boolean;
}

interface Entries {
  readonly works: readonly Work[];
  readonly exact: ReadonlySet<string>;
}

/** Everyone's ids are compared; `newPeers` have met no text yet. */
async function enter(field: Field, text: Text, newPeers: readonly Peer[]): Promise<Entries> {
  const documents = documentsOf(text.text, documentUnits);
  const { exact, milliseconds } = await checkIds(field, documents);
  const works = [...field.engines].map(([peer, engine]) => {
    return { peer, engine, documents, firstPass: milliseconds.get(peer) ?? 0, wasNew: newPeers.includes(peer) };
  });
  return { works, exact };
}

async function compare(
  { works, exact }: Entries,
  vocabulary: Vocabulary,
  text: Text,
  { limits }: Context,
): Promise<Row[]> {
  const where = { column: text.name, exact };
  const fresh = await timeFresh(works, vocabulary, limits);
  const shorter = works.map((work) => (isSlow(work) ? { ...work, documents: firstQuarter(work.documents) } : work));
  const bytes = new Map(shorter.map((work) => [work.peer.name, Buffer.byteLength(work.documents.join(''))]));
  const repeat = await timeTasks(shorter.map(repeatTask), limits);
  return [
    ...throughputRows(fresh, { ...where, group: `${vocabulary.name}, fresh` }, text.bytes),
    ...throughputRows(repeat, { ...where, group: `${vocabulary.name}, repeat` }, bytes),
  ];
}

// An engine in a process of its own tells its own time; its pass had the way there in it.
function isSlow({ engine, firstPass }: Work): boolean {
  return firstPass > longestPass && engine.timeAll === undefined;
}

function firstQuarter(documents: readonly string[]): readonly string[] {
  return documents.slice(0, Math.ceil(documents.length / 4));
}

async function timeFresh(works: readonly Work[], vocabulary: Vocabulary, limits: Limits): Promise<Rounds> {
  const others = works.filter((work) => !(work.wasNew && isSlow(work)));
  const contestants = others.map((work) => freshContestant(work, vocabulary));
  const { times, failures } = await interleave(contestants, limits);
  const inOrder = works.map(({ peer, firstPass }) => [peer.name, times.get(peer.name) ?? [firstPass]] as const);
  return { times: new Map(inOrder), failures };
}

function freshContestant({ peer, documents }: Work, vocabulary: Vocabulary): Contestant<Engine> {
  return {
    name: peer.name,
    prepare: () => peer.load(vocabulary),
    run: (engine) => encodeAll(engine, documents),
    dispose: (engine) => engine.free?.(),
  };
}

function repeatTask({ peer, engine, documents }: Work): Task {
  return { peer: peer.name, run: () => encodeAll(engine, documents) };
}

function encodeAll(engine: Engine, documents: readonly string[]): Promise<number | void> {
  return engine.timeAll?.(documents) ?? eachOf(documents, (document) => engine.encode(document))();
}
