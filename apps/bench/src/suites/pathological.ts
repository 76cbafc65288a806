// Inputs on which careless tokenizers are quadratic, cold, in processes that are killed when they take too long.

import { runInChild } from '../child/run-in-child.js';
import { largeSize, type PathologicalMessage } from '../child/pathological.js';
import { median, spread } from '../measure.js';
import { pathologicalKinds, type KindName } from '../pathological-kinds.js';
import type { Peer } from '../peers/index.js';
import type { Vocabulary } from '../vocabularies.js';
import type { Context, Row, Suite } from './suite.js';

const repetitions = 3;
/** A call that takes longer is killed. */
const patience = 10_000;
/** A peer that needed this long for some kinds is not asked for the others. */
const patienceWithPeer = 5000;

const kinds = Object.keys(pathologicalKinds) as KindName[];

export const pathological: Suite = {
  title: 'Pathological input: texts without a place to cut',
  about: `100,000 UTF-16 units, each text new to the caches; growth is from 10,000 units: 10 is linear, 100 quadratic. A process that needs over ${patience / 1000} s for one text is killed; a peer that used ${patienceWithPeer / 1000} s is not asked for the remaining kinds.`,
  async run(context) {
    const rows: Row[] = [];
    for (const vocabulary of await context.vocabularies(['cl100k'])) {
      for (const peer of context.peers.filter((each) => each.reads(vocabulary))) {
        context.log(`${vocabulary.name} · ${peer.name}`);
        rows.push(...(await measure(peer, vocabulary, context)));
      }
    }
    return rows;
  },
};

/** What became known of one kind. */
interface Finding {
  exact?: boolean;
  small?: readonly number[];
  large?: readonly number[];
  note?: string;
}

async function measure(peer: Peer, vocabulary: Vocabulary, { limits }: Context): Promise<Row[]> {
  const findings = new Map<KindName, Finding>(kinds.map((kind) => [kind, {}]));
  const end = performance.now() + patienceWithPeer;
  let remaining = kinds;
  while (remaining.length > 0 && performance.now() < end) {
    const request = {
      peer: peer.name,
      vocabulary,
      kinds: remaining,
      repetitions: Math.min(repetitions, limits.rounds),
    };
    const { messages, failure } = await runInChild('pathological', request, patience);
    for (const message of messages) note(findings, message);
    if (failure !== undefined) blame(findings, remaining, failure);
    remaining = kinds.filter((kind) => isOpen(findings.get(kind)));
  }
  for (const kind of remaining) findings.set(kind, { ...findings.get(kind), note: 'not run' });
  return [...findings].flatMap(([kind, finding]) => rowsOf(peer.name, vocabulary.name, kind, finding));
}

function note(findings: Map<KindName, Finding>, message: PathologicalMessage): void {
  if (!('kind' in message)) return;
  const { kind, error, ...found } = message;
  const problem = error === undefined ? {} : { note: error.split('\n')[0] ?? error };
  findings.set(kind, { ...findings.get(kind), ...found, ...problem });
}

// What the child was busy with when it ended: the first kind that has no result.
function blame(findings: Map<KindName, Finding>, asked: readonly KindName[], failure: string): void {
  const kind = asked.find((each) => isOpen(findings.get(each)));
  if (kind !== undefined) findings.set(kind, { ...findings.get(kind), note: failure });
}

function isOpen(finding: Finding | undefined): boolean {
  return finding?.large === undefined && finding?.note === undefined;
}

function rowsOf(peer: string, vocabulary: string, column: string, finding: Finding): Row[] {
  const { small = [], large = [], exact } = finding;
  const unknown = {
    column,
    peer,
    better: 'lower' as const,
    value: undefined,
    samples: large,
    exact,
    note: finding.note ?? '–',
  };
  const time = { ...unknown, group: `${vocabulary}, ${largeSize.toLocaleString('en')} units`, unit: 'ms' };
  const growth = { ...unknown, group: `${vocabulary}, growth from a tenth`, unit: '×' };
  if (large.length === 0) return [time, growth];
  return [
    { ...time, value: median(large), spreadPercent: spread(large) },
    { ...growth, samples: small, value: median(large) / median(small) },
  ];
}
