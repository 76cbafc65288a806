// Where a run took place: a figure without its machine is no claim.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { root } from './locations.js';
import { native } from '@tokengraft/native';
import { versionOf, type Peer } from './peers/index.js';

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** The vector instructions among the processor's flags. */
  readonly vectorFlags: readonly string[];
  readonly memoryGiB: number;
  /** Over 1, 5 and 15 minutes, when the run began. */
  readonly loadAverage: readonly number[];
  readonly system: string;
  readonly node: string;
  /** What compiled the native core. */
  readonly compiler: string;
  readonly commit: string;
}

export function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model ?? 'unknown processor',
    cores: cpus().length,
    vectorFlags: vectorFlags(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    loadAverage: loadavg().map((load) => Number(load.toFixed(2))),
    system: `${process.platform} ${process.arch} ${release()}`,
    node: process.version,
    compiler: native().build.compiler,
    commit: commit(),
  };
}

function vectorFlags(): string[] {
  const flags = /^(?:flags|Features)\s*:(.*)$/m.exec(readOrNothing('/proc/cpuinfo'))?.[1] ?? '';
  return flags.split(' ').filter((flag) => /^(sse4_2|avx2|bmi2|avx512(f|bw|vl|_?vbmi2?)|asimd|sve2?)$/.test(flag));
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function commit(): string {
  try {
    const git = (...args: string[]): string =>
      execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') === '' ? '' : ', with changes'}`;
  } catch {
    return 'unknown';
  }
}

/** "intel-xeon-processor": what a results folder is called after. */
export function machineSlug({ processor }: Machine): string {
  const words = processor.toLowerCase().replace(/\((r|tm)\)|cpu|@.*/g, ' ');
  return words.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'unknown';
}

/** Peer → installed version. */
export async function versionsOf(peers: readonly Peer[]): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  for (const peer of peers) {
    const version = peer.version === undefined ? await versionOf(peer.packageName ?? peer.name) : await peer.version();
    versions[peer.name] = version ?? 'not installed';
  }
  return versions;
}
