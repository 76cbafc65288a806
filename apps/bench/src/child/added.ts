// A vocabulary with and without many added tokens: how long the big one loads, and how much slower it encodes.

import { interleave, type Contestant } from '../measure.js';
import { peerNamed, type Engine } from '../peers/index.js';
import { eachOf } from '../tasks.js';
import type { Vocabulary } from '../vocabularies.js';

export interface AddedRequest {
  readonly peer: string;
  readonly plain: Vocabulary;
  readonly extended: Vocabulary;
  readonly documents: readonly string[];
  readonly rounds: number;
}

export type AddedMessage =
  | { readonly loadMilliseconds: number }
  | { readonly text: 'seen before' | 'new'; readonly plain: readonly number[]; readonly extended: readonly number[] };

export async function addedJob(request: AddedRequest, send: (message: AddedMessage) => void): Promise<void> {
  const peer = peerNamed(request.peer);
  const plain = await peer.load(request.plain);
  await plain.encode('Code is compiled and pages are touched.');
  const begin = performance.now();
  const extended = await peer.load(request.extended);
  await extended.encode('The first ids of this text.');
  send({ loadMilliseconds: performance.now() - begin });
  const encodeAll = async (engine: Engine): Promise<void> => {
    await eachOf(request.documents, (document) => engine.encode(document))();
  };
  const again = [
    { name: 'plain', prepare: async () => plain, run: encodeAll },
    { name: 'extended', prepare: async () => extended, run: encodeAll },
  ];
  const anew = (name: string, vocabulary: Vocabulary): Contestant<Engine> => ({
    name,
    prepare: async () => {
      const engine = await peer.load(vocabulary);
      (globalThis.gc as (() => void) | undefined)?.(); // so that both begin with nothing near the processor
      return engine;
    },
    run: encodeAll,
    dispose: (engine) => engine.free?.(),
  });
  await interleave(again, { rounds: 1, budget: 1, clock: 'wall' });
  await report('seen before', again);
  await report('new', [anew('plain', request.plain), anew('extended', request.extended)]);

  async function report(text: 'seen before' | 'new', contestants: readonly Contestant<Engine>[]): Promise<void> {
    const { times } = await interleave(contestants, { rounds: request.rounds, budget: 4000, clock: 'wall' });
    send({ text, plain: times.get('plain') ?? [], extended: times.get('extended') ?? [] });
  }
}
