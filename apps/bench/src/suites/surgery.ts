// Growing a table of a gigabyte, against the machine's own limits and against what frameworks do.

import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { firstLine } from '../engines.js';
import { cacheFolder, peersFolder, root } from '../locations.js';
import { median, spread } from '../measure.js';
import { buildNativeBench } from '../native-bench.js';
import { surgeryModel, type SurgeryModel } from '../surgery-model.js';
import type { Context, Row, Suite } from './suite.js';

const execute = promisify(execFile);
const rounds = 3;
const tokens = 64;
const methods = ['mean', 'subword-mean', 'mean-cov'] as const;
const group = `64 tokens more in a table of 131072 × 4096 bf16`;

export const surgery: Suite = {
  title: 'Surgery: 64 rows more in a gigabyte',
  about:
    'A tied model whose only tensor has 131072 rows of 4096 bf16, in the page cache. "copy" is dd with fsync: reading the table once and writing it once. tokengraft is the whole command, with its verification, which reads both again. numpy does what frameworks do (f32 copy, mean, covariance, Cholesky, draws, write), without verification and without fsync. In turns, wall time; memory is the peak of the resident set. Kernels: native/bench/kernels_bench, shares of the peak of matrix products taken in the same turn.',
  async run(context) {
    const model = surgeryModel();
    return [...(await extensions(model, context)), ...(await kernels(context))];
  },
};

interface Figure {
  readonly seconds: number;
  readonly mebibytes: number | undefined;
}

type Contender = (out: string) => Promise<Figure>;

async function extensions(model: SurgeryModel, context: Context): Promise<Row[]> {
  const contenders = new Map<string, Contender>([['copy', (out) => copy(model, out)]]);
  for (const method of methods) contenders.set(`tokengraft ${method}`, (out) => extend(model, method, out));
  if (await hasNumpy()) contenders.set('numpy mean and covariance', (out) => resize(model, out));
  else context.skip('surgery: python3 has no numpy, so nothing stands beside tokengraft');
  const figures = new Map<string, Figure[]>([...contenders.keys()].map((name) => [name, []]));
  for (let round = 0; round < Math.min(rounds, context.limits.rounds); round++) {
    for (const [name, run] of contenders) {
      context.log(`${name}, round ${round + 1}`);
      const out = path.join(cacheFolder, 'surgery-out');
      figures.get(name)?.push(await run(out));
      rmSync(out, { recursive: true, force: true });
    }
  }
  return rowsOf(figures);
}

async function copy({ shard }: SurgeryModel, out: string): Promise<Figure> {
  const seconds = await timed(() => execute('dd', [`if=${shard}`, `of=${out}`, 'bs=4M', 'conv=fsync']));
  return { seconds, mebibytes: undefined };
}

async function extend({ folder }: SurgeryModel, method: string, out: string): Promise<Figure> {
  const words = Array.from({ length: tokens }, (_, index) => `word${index}`);
  const cli = path.join(root, 'apps/cli/bin/tokengraft.js');
  const watch = `process.on('exit', () => console.error('peak', process.resourceUsage().maxRSS));`;
  const hook = `data:text/javascript,${encodeURIComponent(watch)}`;
  const args = ['--import', hook, cli, 'extend', folder, '--init', method, '-o', out, '--quiet', '--token', ...words];
  let peak = 0;
  const seconds = await timed(async () => {
    const { stderr } = await execute(process.execPath, args, { maxBuffer: 2 ** 26 });
    peak = Number(/peak (\d+)/.exec(stderr)?.[1] ?? Number.NaN) / 1024;
  });
  return { seconds, mebibytes: peak };
}

async function resize({ shard }: SurgeryModel, out: string): Promise<Figure> {
  const { stdout } = await execute('python3', [path.join(peersFolder, 'resize_child.py'), shard, out, String(tokens)]);
  return JSON.parse(stdout) as Figure;
}

async function hasNumpy(): Promise<boolean> {
  return execute('python3', ['-c', 'import numpy']).then(
    () => true,
    () => false,
  );
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}

function rowsOf(figures: ReadonlyMap<string, readonly Figure[]>): Row[] {
  const copied = median((figures.get('copy') ?? []).map(({ seconds }) => seconds));
  return [...figures].flatMap(([peer, all]) => {
    const seconds = all.map((figure) => figure.seconds);
    const memory = all.flatMap(({ mebibytes }) => (mebibytes === undefined ? [] : [mebibytes]));
    const base = { group, peer, better: 'lower', exact: undefined } as const;
    const spreadPercent = spread(seconds);
    return [
      { ...base, column: 'seconds', value: median(seconds), unit: 's', samples: seconds, spreadPercent },
      { ...base, column: 'over copy', value: median(seconds) / copied, unit: '×', samples: seconds, spreadPercent },
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
