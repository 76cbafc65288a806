// Growing a large table, against the machine's own limits and against what frameworks do.

import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { firstLine } from '../engines.js';
import { cacheFolder, peersFolder, root } from '../locations.js';
import { median, spread, type Clock } from '../measure.js';
import { buildNativeBench } from '../native-bench.js';
import { surgeryModel, type SurgeryModel } from '../surgery-model.js';
import type { Context, Row, Suite } from './suite.js';

const execute = promisify(execFile);
const rounds = 3;
const tokens = 64;
const methods = ['mean', 'subword-mean', 'mean-cov'] as const;

export const surgery: Suite = {
  title: 'Surgery: 64 rows more in a large table',
  about:
    'A tied model whose only tensor has rows of 4096 bf16 (--rows), in the page cache. "copy" is dd with fsync: reading the table once and writing it once. tokengraft is the whole command, with its tokenizer and its verification, which reads both tables again; "without a table" is the same command on rows of 8, and "table over copy" the ratio without that. numpy does what frameworks do (f32 copy, mean, covariance, Cholesky, draws, write), without verification and without fsync. In turns; time is that of the clock chosen, with cpu that of all threads and of the system; memory is the peak of the resident set. Kernels: native/bench/kernels_bench, shares of the peak of matrix products taken in the same turn.',
  async run(context) {
    return [...(await extensions(context)), ...(await kernels(context))];
  },
};

interface Figure {
  readonly seconds: number;
  readonly mebibytes: number | undefined;
}

type Contender = (out: string) => Promise<Figure>;

/** What a command takes that has hardly a table to read: Node, and a vocabulary opened, grown, saved, opened again. */
const withoutTable = 'tokengraft mean without a table';

async function extensions(context: Context): Promise<Row[]> {
  const { clock } = context.limits;
  const [model, narrow] = [surgeryModel(context.tableRows), surgeryModel(context.tableRows, 8)];
  const contenders = new Map<string, Contender>([['copy', (out) => copy(model, out, clock)]]);
  for (const method of methods) contenders.set(`tokengraft ${method}`, (out) => extend(model, { method, out, clock }));
  contenders.set(withoutTable, (out) => extend(narrow, { method: 'mean', out, clock }));
  if (await hasNumpy()) contenders.set('numpy mean and covariance', (out) => resize(model, out, clock));
  else context.skip('surgery: python3 has no numpy, so nothing stands beside tokengraft');
  const figures = new Map<string, Figure[]>([...contenders.keys()].map((name) => [name, []]));
  for (let round = 0; round < Math.min(rounds, context.limits.rounds); round++) {
    for (const [name, run] of contenders) {
      if (round > 0 && name.startsWith('numpy')) continue; // slow and steady: once is enough
      context.log(`${name}, round ${round + 1}`);
      const out = path.join(cacheFolder, 'surgery-out');
      rmSync(out, { recursive: true, force: true }); // a run that was stopped may have left it
      figures.get(name)?.push(await run(out));
      rmSync(out, { recursive: true, force: true });
    }
  }
  return rowsOf(figures, `64 tokens more in a table of ${context.tableRows} × 4096 bf16, ${clock} time`);
}

async function copy({ shard }: SurgeryModel, out: string, clock: Clock): Promise<Figure> {
  const { seconds } = await runTimed(clock, 'dd', [`if=${shard}`, `of=${out}`, 'bs=4M', 'conv=fsync']);
  return { seconds, mebibytes: undefined };
}

async function extend(
  { folder }: SurgeryModel,
  { method, out, clock }: { readonly method: string; readonly out: string; readonly clock: Clock },
): Promise<Figure> {
  const words = Array.from({ length: tokens }, (_, index) => `word${index}`);
  const cli = path.join(root, 'apps/cli/bin/tokengraft.js');
  const hook = pathToFileURL(path.join(import.meta.dirname, '../child/report-peak.js')).href;
  const args = ['--import', hook, cli, 'extend', folder, '--init', method, '-o', out, '--quiet', '--token', ...words];
  const { seconds, stderr } = await runTimed(clock, process.execPath, args);
  return { seconds, mebibytes: Number(/peak (\d+)/.exec(stderr)?.[1] ?? Number.NaN) / 1024 };
}

/** The program's time without that of starting Python. */
async function resize({ shard }: SurgeryModel, out: string, clock: Clock): Promise<Figure> {
  const { stdout } = await execute('python3', [path.join(peersFolder, 'resize_child.py'), shard, out, String(tokens)]);
  const { mebibytes, ...times } = JSON.parse(stdout) as Record<Clock | 'mebibytes', number>;
  return { seconds: times[clock], mebibytes };
}

async function hasNumpy(): Promise<boolean> {
  return execute('python3', ['-c', 'import numpy']).then(
    () => true,
    () => false,
  );
}

/** Runs a program by a shell, which knows the processor time of what it has run. */
async function runTimed(clock: Clock, program: string, args: readonly string[]) {
  const begin = performance.now();
  const shell = ['-c', '"$@" >&2 && times', 'sh', program, ...args];
  const { stdout, stderr } = await execute('sh', shell, { maxBuffer: 2 ** 26 });
  const wall = (performance.now() - begin) / 1000;
  // "0m0.00s 0m0.00s" of the shell itself, then user and system time of its children.
  const spent = [...(stdout.trim().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  const cpu = spent.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
  return { seconds: clock === 'cpu' ? cpu : wall, stderr };
}

function rowsOf(figures: ReadonlyMap<string, readonly Figure[]>, group: string): Row[] {
  const secondsOf = (peer: string): number => median((figures.get(peer) ?? []).map(({ seconds }) => seconds));
  const [copied, fixed] = [secondsOf('copy'), secondsOf(withoutTable)];
  return [...figures].flatMap(([peer, all]) => {
    const seconds = all.map((figure) => figure.seconds);
    const memory = all.flatMap(({ mebibytes }) => (mebibytes === undefined ? [] : [mebibytes]));
    const base = { group, peer, better: 'lower', exact: undefined } as const;
    const spreadPercent = spread(seconds);
    return [
      { ...base, column: 'seconds', value: median(seconds), unit: 's', samples: seconds, spreadPercent },
      { ...base, column: 'over copy', value: median(seconds) / copied, unit: '×', samples: seconds, spreadPercent },
      ...(peer.startsWith('tokengraft') && peer !== withoutTable
        ? [
            {
              ...base,
              column: 'table over copy',
              value: (median(seconds) - fixed) / copied,
              unit: '×',
              samples: seconds,
            },
          ]
        : []),
      ...(memory.length === 0
        ? []
        : [{ ...base, column: 'memory', value: median(memory), unit: 'MiB', samples: memory }]),
    ];
  });
}

interface Kernel {
  readonly kernel: string;
  readonly unit: string;
  readonly rate: number;
  readonly share: number;
  readonly peak: string;
}

async function kernels(context: Context): Promise<Row[]> {
  const program = await buildNativeBench('kernels_bench').catch((error: unknown) => firstLine(error));
  if (!path.isAbsolute(program)) {
    context.skip(`surgery: native/bench could not be built: ${program}`);
    return [];
  }
  context.log('kernels');
  const { stdout } = await execute(program, ['--json']);
  const found = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Kernel);
  return found.flatMap(({ kernel, unit, rate, share, peak }) => {
    const base = {
      group: `kernels, the peak being ${peak}`,
      peer: kernel,
      better: 'higher',
      exact: undefined,
    } as const;
    const rates = { ...base, column: unit, value: rate, unit, samples: [rate] };
    return share === 0
      ? [rates]
      : [rates, { ...base, column: 'of the peak', value: share * 100, unit: '%', samples: [share] }];
  });
}
