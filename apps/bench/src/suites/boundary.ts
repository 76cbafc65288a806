// What the border between JavaScript and C++ costs: documents of 4 kB from JavaScript, against the same in the core alone.

import path from 'node:path';
import { firstLine } from '../engines.js';
import { cacheFolder } from '../locations.js';
import { interleave, median, spread, type Contestant, type Rounds } from '../measure.js';
import { buildNativeBench, nativeEncodeTime } from '../native-bench.js';
import { tokengraft, type Engine } from '../peers/index.js';
import { eachOf, timeTasks } from '../tasks.js';
import { documentsOf, type Text } from '../texts.js';
import { writeOnce, type Vocabulary } from '../vocabularies.js';
import type { Context, Row, Suite } from './suite.js';

const documentUnits = 4096;
const turns = 3;

const target = new Uint32Array(documentUnits * 4);
const calls = {
  encode: (engine: Engine, text: string) => engine.encode(text),
  encodeInto: (engine: Engine, text: string) => engine.encodeInto?.(text, target),
};

export const boundary: Suite = {
  title: 'Boundary: what a call from JavaScript adds',
  about:
    "Documents of 4 kB, encoded from JavaScript (to arrays of their own, and into a buffer of the caller) and by native/bench in a process without Node, in turns; the figure is the first time over the second. 1.18 means that 15 % of the time is spent at the border. The time of the thread that does it: by the clock on the wall in JavaScript, whose processor time has the engine's own threads in it, so a busy machine makes the figure too high.",
  async run(context) {
    const program = await buildNativeBench().catch((error: unknown) => firstLine(error));
    if (!path.isAbsolute(program)) {
      context.skip(`boundary: native/bench could not be built: ${program}`);
      return [];
    }
    const rows: Row[] = [];
    for (const vocabulary of await context.vocabularies(['cl100k', 'o200k'])) {
      for (const text of await context.texts()) rows.push(...(await measure(program, vocabulary, text, context)));
    }
    return rows;
  },
};

type Call = (engine: Engine, text: string) => unknown;

/** What the core is run on. */
interface Place {
  readonly program: string;
  readonly vocabulary: Vocabulary;
  readonly file: string;
}

async function measure(program: string, vocabulary: Vocabulary, text: Text, context: Context): Promise<Row[]> {
  context.log(`${vocabulary.name} · ${text.name}`);
  const documents = documentsOf(text.text.replaceAll('\0', ''), documentUnits);
  const file = await writeOnce(path.join(cacheFolder, `boundary-${text.name}.txt`), documents.join('\0'));
  const place = { program, vocabulary, file };
  const limits = { ...context.limits, clock: 'wall' } as const;
  const engine = await tokengraft.load(vocabulary);
  const again = Object.entries(calls).map(([peer, call]) => {
    return { peer, run: eachOf(documents, (document) => call(engine, document)) };
  });
  const anew = Object.entries(calls).map(([name, call]) => withNewTokenizer(name, vocabulary, documents, call));
  return [
    ...rowsOf('text seen before', vocabulary, text, await ratios(place, 'encode', () => timeTasks(again, limits))),
    ...rowsOf('new text', vocabulary, text, await ratios(place, 'fresh', () => interleave(anew, limits))),
  ];
}

function withNewTokenizer(
  name: string,
  vocabulary: Vocabulary,
  documents: readonly string[],
  call: Call,
): Contestant<Engine> {
  return {
    name,
    prepare: async () => {
      const engine = await tokengraft.load(vocabulary);
      // Of earlier ones: it would take the core's time meanwhile. (The core walks through other memory before new text.)
      (globalThis.gc as (() => void) | undefined)?.();
      return engine;
    },
    run: async (engine) => eachOf(documents, (document) => call(engine, document))(),
  };
}

/** Of each call, the time over the core's in the same turn. */
async function ratios(
  { program, vocabulary, file }: Place,
  stage: 'encode' | 'fresh',
  time: () => Promise<Rounds>,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const byCall = new Map<string, number[]>(Object.keys(calls).map((call) => [call, []]));
  for (let turn = 0; turn < turns; turn++) {
    const { times } = await time();
    const inCore = await nativeEncodeTime(program, vocabulary, file, stage);
    for (const [call, own] of byCall) own.push(median(times.get(call) ?? []) / inCore);
  }
  return byCall;
}

function rowsOf(
  what: string,
  vocabulary: Vocabulary,
  text: Text,
  byCall: ReadonlyMap<string, readonly number[]>,
): Row[] {
  return [...byCall].map(([call, samples]) => ({
    group: `${vocabulary.name}, ${what}, ${call}, from JavaScript over in the core`,
    column: text.name,
    peer: tokengraft.name,
    value: median(samples),
    unit: '×',
    better: 'lower',
    spreadPercent: spread(samples),
    samples,
    exact: undefined,
  }));
}
