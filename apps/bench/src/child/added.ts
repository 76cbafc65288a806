// A vocabulary with and without many added tokens: how long the big one loads, and how much slower it encodes.

import { interleave } from '../measure.js';
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
  { readonly loadMilliseconds: number } | { readonly plain: readonly number[]; readonly extended: readonly number[] };

export async function addedJob(request: AddedRequest, send: (message: AddedMessage) => void): Promise<void> {
  const peer = peerNamed(request.peer);
  const plain = await peer.load(request.plain);
  await plain.encode('Code is compiled and pages are touched.');
  const begin = performance.now();
  const extended = await peer.load(request.extended);
  await extended.encode('The first ids of this text.');
  send({ loadMilliseconds: performance.now() - begin });
  const contestant = (name: string, engine: Engine) => ({
    name,
    prepare: async () => {},
    run: eachOf(request.documents, (document) => engine.encode(document)),
  });
  const contestants = [contestant('plain', plain), contestant('extended', extended)];
  await interleave(contestants, { rounds: 1, budget: 1, clock: 'wall' });
  const { times } = await interleave(contestants, { rounds: request.rounds, budget: 2000, clock: 'wall' });
  send({ plain: times.get('plain') ?? [], extended: times.get('extended') ?? [] });
}
