// The engines of one vocabulary: loaded, and their ids compared with the oracle's before anything is timed.

import { oracles, type Engine, type Ids, type Peer } from './peers/index.js';
import type { Context } from './suites/suite.js';
import type { Vocabulary } from './vocabularies.js';

export type Engines = ReadonlyMap<Peer, Engine>;

/** A peer that cannot be loaded is reported, not fatal. */
export async function loadEngines(vocabulary: Vocabulary, context: Context): Promise<Engines> {
  const engines = new Map<Peer, Engine>();
  for (const peer of context.peers.filter((each) => each.reads(vocabulary))) {
    try {
      engines.set(peer, await peer.load(vocabulary));
    } catch (error) {
      context.skip(`${peer.name} could not load ${vocabulary.name}: ${firstLine(error)}`);
    }
  }
  return engines;
}

export function freeEngines(engines: Engines): void {
  for (const engine of engines.values()) engine.free?.();
}

/** Loads the engine whose ids are right for `vocabulary`. */
export async function loadOracle(vocabulary: Vocabulary): Promise<Engine> {
  const oracle = oracles.find((peer) => peer.reads(vocabulary));
  if (oracle === undefined) throw new Error(`no oracle reads ${vocabulary.name}`);
  return oracle.load(vocabulary);
}

export async function idsOf(engine: Engine, documents: readonly string[]): Promise<Uint32Array[]> {
  const ids: Uint32Array[] = [];
  for (const document of documents) ids.push(Uint32Array.from(await engine.encode(document)));
  return ids;
}

/** Whether each peer's ids are those of the oracle on every document, and the milliseconds that finding out took. */
export interface Checked {
  readonly exact: ReadonlySet<string>;
  readonly milliseconds: ReadonlyMap<Peer, number>;
}

export async function checkIds(
  engines: Engines,
  documents: readonly string[],
  expected: readonly Ids[],
): Promise<Checked> {
  const exact = new Set<string>();
  const milliseconds = new Map<Peer, number>();
  for (const [peer, engine] of engines) {
    const begin = performance.now();
    if (await isExact(engine, documents, expected)) exact.add(peer.name);
    milliseconds.set(peer, performance.now() - begin);
  }
  return { exact, milliseconds };
}

// A peer that throws on a text is not exact; timing it will say what it threw.
async function isExact(engine: Engine, documents: readonly string[], expected: readonly Ids[]): Promise<boolean> {
  try {
    let exact = true;
    for (const [index, document] of documents.entries()) {
      exact = sameIds(await engine.encode(document), expected[index] ?? []) && exact;
    }
    return exact;
  } catch {
    return false;
  }
}

export function sameIds(a: Ids, b: Ids): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}

/** The first line of what a failed peer says. */
export function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
