// One load in a process that has loaded nothing else: from before the import to the first ids, and the memory kept then.

import { peerNamed } from '../peers/index.js';
import type { Vocabulary } from '../vocabularies.js';

export interface LoadRequest {
  readonly peer: string;
  readonly vocabulary: Vocabulary;
}

export interface LoadMessage {
  readonly milliseconds: number;
  /** Growth of the resident set, garbage collected. */
  readonly mebibytes: number;
}

export async function loadJob(request: LoadRequest, send: (message: LoadMessage) => void): Promise<void> {
  const peer = peerNamed(request.peer);
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const begin = performance.now();
  const engine = await peer.load(request.vocabulary);
  await engine.encode('The first ids of this text.');
  const milliseconds = performance.now() - begin;
  globalThis.gc?.();
  send({ milliseconds, mebibytes: (process.memoryUsage().rss - before) / 2 ** 20 });
  engine.free?.();
}
