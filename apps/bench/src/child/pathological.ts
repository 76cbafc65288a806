// Inputs that make a careless tokenizer quadratic, each at two sizes, every one of them new to the caches.

import { loadOracle, sameIds } from '../engines.js';
import { peerNamed } from '../peers/index.js';
import { pathologicalKinds, type KindName } from '../pathological-kinds.js';
import type { Vocabulary } from '../vocabularies.js';

export interface PathologicalRequest {
  readonly peer: string;
  readonly vocabulary: Vocabulary;
  readonly kinds: readonly KindName[];
  readonly repetitions: number;
}

export type PathologicalMessage =
  | { readonly ready: true }
  | { readonly kind: KindName; readonly exact: boolean; readonly small: readonly number[]; readonly error?: string }
  | { readonly kind: KindName; readonly large: readonly number[]; readonly error?: string };

export const smallSize = 10_000;
export const largeSize = 100_000;
/** A second measurement of something this slow tells nothing new. */
const slow = 1000;

export async function pathologicalJob(
  request: PathologicalRequest,
  send: (message: PathologicalMessage) => void,
): Promise<void> {
  const engine = await peerNamed(request.peer).load(request.vocabulary);
  const oracle = await loadOracle(request.vocabulary);
  for (let pass = 0; pass < 50; pass++)
    await engine.encode('Compilers have seen this function before it is timed. '.repeat(20));
  send({ ready: true });
  for (const kind of request.kinds) {
    const probe = pathologicalKinds[kind](smallSize, 0);
    try {
      const exact = sameIds(await engine.encode(probe), await oracle.encode(probe));
      send({ kind, exact, small: await times(kind, smallSize, request.repetitions) });
    } catch (error) {
      send({ kind, exact: false, small: [], error: String(error) });
      continue;
    }
    try {
      send({ kind, large: await times(kind, largeSize, request.repetitions) });
    } catch (error) {
      send({ kind, large: [], error: String(error) });
    }
  }

  async function times(kind: KindName, size: number, repetitions: number): Promise<number[]> {
    const taken: number[] = [];
    for (let repetition = 1; repetition <= repetitions; repetition++) {
      const text = pathologicalKinds[kind](size, repetition);
      globalThis.gc?.();
      const begin = performance.now();
      await engine.encode(text);
      taken.push(performance.now() - begin);
      if ((taken.at(-1) ?? 0) > slow) break;
    }
    return taken;
  }
}
