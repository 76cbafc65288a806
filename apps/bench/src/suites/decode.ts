// Ids back to text: to a string, and to bytes where a library has that.

import { idsOf, withField, type Engines, type Field } from '../engines.js';
import { interleave, type Contestant } from '../measure.js';
import type { Engine, Ids } from '../peers/index.js';
import { eachOf, tasksOf, timeTasks } from '../tasks.js';
import { documentsOf, type Text } from '../texts.js';
import type { Vocabulary } from '../vocabularies.js';
import { throughputRows } from './rows.js';
import type { Context, Row, Suite } from './suite.js';

export const decode: Suite = {
  title: 'Decode: ids to text',
  about:
    'The ids of documents of 16 kB, one call a document, repeated; in the shape each library takes them. A string that a library puts together from parts is made when it is read, so there is a table with a character asked for, too. MB of text.',
  async run(context) {
    const rows: Row[] = [];
    for (const vocabulary of await context.vocabularies(['cl100k', 'o200k'])) {
      rows.push(...(await withField(vocabulary, context, (field) => measureAll(field, context))));
    }
    return rows;
  },
};

async function measureAll(field: Field, context: Context): Promise<Row[]> {
  const rows: Row[] = [];
  for (const text of await context.texts()) rows.push(...(await measure(field, text, context)));
  return rows;
}

async function measure({ vocabulary, engines, oracle }: Field, text: Text, context: Context): Promise<Row[]> {
  context.log(`${vocabulary.name} · ${text.name}`);
  const documents = documentsOf(text.text, 16_384);
  const sequences = await idsOf(oracle, documents);
  const rows: Row[] = [];
  for (const [call, decoderOf] of Object.entries(calls)) {
    const exact = await exactDecoders(engines, sequences, documents, decoderOf);
    const tasks = tasksOf(engines, (engine) => {
      const decoder = decoderOf(engine);
      return decoder && eachOf(ownIds(engine, sequences), decoder);
    });
    const where = { group: `${vocabulary.name}, ${call}`, column: text.name, exact };
    rows.push(...throughputRows(await timeTasks(tasks, context.limits), where, text.bytes));
    if (call !== 'to a string') continue;
    const fresh = await interleave(freshContestants(vocabulary, engines, sequences), context.limits);
    rows.push(...throughputRows(fresh, { ...where, group: `${where.group}, first time` }, text.bytes));
  }
  return rows;
}

/** Some libraries keep decoded sequences, so the same ids again are another thing. */
function freshContestants(
  vocabulary: Vocabulary,
  engines: Engines,
  sequences: readonly Uint32Array[],
): Contestant<Engine>[] {
  const decoding = [...engines].filter(([, engine]) => engine.decode !== undefined);
  return decoding.map(([peer, engine]) => {
    const ids = ownIds(engine, sequences);
    return {
      name: peer.name,
      prepare: () => peer.load(vocabulary),
      run: async (fresh) => eachOf(ids, (each) => fresh.decode?.(each))(),
      dispose: (fresh) => fresh.free?.(),
    };
  });
}

type Decoder = ((ids: Ids) => unknown) | undefined;

const calls = {
  'to a string': (engine: Engine): Decoder => engine.decode && ((ids) => engine.decode?.(ids)),
  'to a string that is read': (engine: Engine): Decoder => engine.decode && ((ids) => read(engine.decode?.(ids))),
  'to bytes': (engine: Engine): Decoder => engine.decodeBytes && ((ids) => engine.decodeBytes?.(ids)),
};

/** A string that was put together with `+` is a list of its parts until someone asks for a character. */
function read(answer: unknown): unknown {
  if (answer instanceof Promise) return answer.then(read);
  if (typeof answer === 'string') answer.charCodeAt(answer.length >> 1);
  return answer;
}

function ownIds(engine: Engine, sequences: readonly Uint32Array[]): Ids[] {
  return sequences.map((ids) => engine.toOwnIds?.(ids) ?? ids);
}

async function exactDecoders(
  engines: Engines,
  sequences: readonly Uint32Array[],
  documents: readonly string[],
  decoderOf: (engine: Engine) => Decoder,
): Promise<Set<string>> {
  const exact = new Set<string>();
  for (const [{ name }, engine] of engines) {
    const decoder = decoderOf(engine);
    if (decoder === undefined) continue;
    const answers = await Promise.all(ownIds(engine, sequences).map(async (ids) => asText(await decoder(ids))));
    if (answers.every((answer, index) => answer === documents[index])) exact.add(name);
  }
  return exact;
}

function asText(answer: unknown): string {
  return typeof answer === 'string'
    ? answer
    : new TextDecoder('utf-8', { ignoreBOM: true }).decode(answer as Uint8Array);
}
