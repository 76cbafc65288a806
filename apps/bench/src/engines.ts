// The engines that compete with one vocabulary: loaded, and their ids compared with the oracle's before anything is timed.

import { oracles, type Engine, type Ids, type Peer } from './peers/index.js';
import type { Context } from './suites/suite.js';
import type { Vocabulary } from './vocabularies.js';

export type Engines = ReadonlyMap<Peer, Engine>;

export interface Field {
  readonly vocabulary: Vocabulary;
  readonly engines: Map<Peer, Engine>;
  /** Whose ids are right: one of `engines`, if its peer takes part. */
  oracle: Engine;
}

/** Loads the engines of `vocabulary`, frees them after `work`. */
export async function withField<Answer>(
  vocabulary: Vocabulary,
  context: Context,
  work: (field: Field) => Promise<Answer>,
): Promise<Answer> {
  const engines = await loadEngines(vocabulary, context);
  const field = { vocabulary, engines, oracle: await loadOracle(vocabulary, engines) };
  try {
    return await work(field);
  } finally {
    for (const engine of new Set([...engines.values(), field.oracle])) engine.free?.();
  }
}

/** Puts a newly loaded engine in the place of the one that `peer` has. */
export async function renew(field: Field, peer: Peer): Promise<void> {
  const old = field.engines.get(peer);
  const engine = await peer.load(field.vocabulary);
  field.engines.set(peer, engine);
  if (field.oracle === old) field.oracle = engine;
  old?.free?.();
}

/** A peer that cannot be loaded is reported, not fatal. */
async function loadEngines(vocabulary: Vocabulary, context: Context): Promise<Map<Peer, Engine>> {
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

/** The engine whose ids are right for `vocabulary`: the one of `engines`, or a new one. */
export async function loadOracle(vocabulary: Vocabulary, engines: Engines = new Map()): Promise<Engine> {
  const oracle = oracles.find((peer) => peer.reads(vocabulary));
  if (oracle === undefined) throw new Error(`no oracle reads ${vocabulary.name}`);
  return engines.get(oracle) ?? oracle.load(vocabulary);
}

export async function idsOf(engine: Engine, documents: readonly string[]): Promise<Uint32Array[]> {
  const ids: Uint32Array[] = [];
  for (const document of documents) ids.push(Uint32Array.from(await engine.encode(document)));
  return ids;
}

/** Whose ids are those of the oracle on every document, and the milliseconds of that pass, each engine's first over them. */
export interface Checked {
  readonly exact: ReadonlySet<string>;
  /** Without those that threw: timing them will say what. */
  readonly milliseconds: ReadonlyMap<Peer, number>;
}

export async function checkIds({ engines, oracle }: Field, documents: readonly string[]): Promise<Checked> {
  const right = await timedIds(oracle, documents);
  const exact = new Set<string>();
  const milliseconds = new Map<Peer, number>();
  for (const [peer, engine] of engines) {
    const own = engine === oracle ? right : await timedIds(engine, documents).catch(() => undefined);
    if (own === undefined) continue;
    if (own.ids.every((ids, index) => sameIds(ids, right.ids[index] ?? []))) exact.add(peer.name);
    milliseconds.set(peer, own.milliseconds);
  }
  return { exact, milliseconds };
}

async function timedIds(engine: Engine, documents: readonly string[]) {
  const ids: Ids[] = [];
  const begin = performance.now();
  for (const document of documents) ids.push(await engine.encode(document));
  return { ids, milliseconds: performance.now() - begin };
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
