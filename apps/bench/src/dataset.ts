// Tokenizing a data set against counting its tokens, and against the same job written row by row in JavaScript.
// `node apps/bench/dist/dataset.js TOKENIZER_FOLDER ROWS.jsonl [--megabytes N] [--rounds N]`: repeats the rows, each time
// with other numbers in them, to N MB (default 100), and runs each way in a process of its own, in turn.
// Prints seconds, MB/s and the largest resident size as Markdown.

import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createReadStream, createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { tokenizeDataset } from '@tokengraft/dataset';
import { loadTokenizer } from '@tokengraft/tokenizer';
import { peakKibibytes } from './child/peak-memory.js';
import { median } from './measure.js';
import { huggingfaceJs } from './peers/huggingface-js.js';

interface Job {
  readonly folder: string;
  readonly file: string;
  readonly out: string;
}

/** Of the per-row way a part is enough: it is linear, and slow. */
const partOfSlowWay = 0.1;

const ways: Readonly<Record<string, (job: Job) => Promise<void>>> = {
  count: async ({ folder, file }) => {
    const tokenizer = await loadTokenizer(folder);
    await tokenizer.countStream(
      createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 }) as AsyncIterable<string>,
    );
  },
  'tokenize, hf': async ({ folder, file, out }) => {
    await tokenizeDataset([file], { tokenizer: folder, rendering: 'plain', format: 'hf', out });
  },
  'tokenize, jsonl': async ({ folder, file, out }) => {
    await tokenizeDataset([file], { tokenizer: folder, rendering: 'plain', format: 'jsonl', out });
  },
  'row by row, @huggingface/tokenizers': tokenizeRowByRow,
};

/** As documentation shows it: a callback a row, the prompt encoded once more to know where labels begin. */
async function tokenizeRowByRow({ folder, file, out }: Job): Promise<void> {
  const tokenizer = await huggingfaceJs.load({
    name: folder,
    tokenizerJson: path.join(folder, 'tokenizer.json'),
  } as never);
  const sink = createWriteStream(out);
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const { question, answer } = JSON.parse(line) as { question: string; answer: string };
    const ids = Array.from(await tokenizer.encode(question + answer));
    const prompt = (await tokenizer.encode(question)).length;
    const labels = ids.map((id, index) => (index < prompt ? -100 : id));
    const row = `${JSON.stringify({ input_ids: ids, attention_mask: ids.map(() => 1), labels })}\n`;
    if (!sink.write(row)) await once(sink, 'drain');
  }
  sink.end();
  await once(sink, 'finish');
}

interface Measured {
  readonly seconds: number;
  /** Of all threads: what a busy machine says more about. */
  readonly processorSeconds: number;
  readonly megabytes: number;
  readonly residentMegabytes: number;
}

function measure(way: string, job: Job): Measured {
  const file = way.startsWith('row by row') ? firstPart(job.file) : job.file;
  const words = [fileURLToPath(import.meta.url), '--way', way, job.folder, file, job.out];
  const { stdout, stderr, status } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${way}: ${stderr}`);
  return JSON.parse(stdout) as Measured;
}

function firstPart(file: string): string {
  const bytes = readFileSync(file);
  const end = bytes.indexOf(0x0a, Math.floor(bytes.length * partOfSlowWay)) + 1;
  writeFileSync(`${file}.part`, bytes.subarray(0, end));
  return `${file}.part`;
}

async function runOnce(way: string, job: Job): Promise<void> {
  const started = performance.now();
  await ways[way]?.(job);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage();
  const processorSeconds = (user + system) / 1e6;
  const megabytes = statSync(job.file).size / 1e6;
  const residentMegabytes = peakKibibytes() / 1024;
  console.log(JSON.stringify({ seconds, processorSeconds, megabytes, residentMegabytes } satisfies Measured));
}

function makeFile(target: string, source: string, megabytes: number): void {
  const text = readFileSync(source, 'utf8').trimEnd();
  writeFileSync(target, '');
  for (let written = 0, round = 0; written < megabytes * 1e6; round++) {
    const part = `${text.replaceAll(/\d+/g, (digits) => String(Number(digits.slice(0, 9)) + round))}\n`;
    appendFileSync(target, part);
    written += Buffer.byteLength(part);
  }
}

function compare(folder: string, source: string, megabytes: number, rounds: number): void {
  const place = mkdtempSync(path.join(tmpdir(), 'tokengraft-bench-dataset-'));
  try {
    const file = path.join(place, 'rows.jsonl');
    makeFile(file, source, megabytes);
    const found = new Map<string, Measured[]>(Object.keys(ways).map((way) => [way, []]));
    for (let round = 0; round < rounds; round++) {
      for (const [way, list] of found)
        list.push(measure(way, { folder, file, out: path.join(place, `out-${round}-${list.length}-${way.length}`) }));
    }
    console.log(
      '| way | s for 100 MB | MB/s | against count | processor s | resident MB |\n| --- | --- | --- | --- | --- | --- |',
    );
    const per100 = (list: readonly Measured[], key: 'seconds' | 'processorSeconds'): number =>
      median(list.map((each) => (each[key] / each.megabytes) * 100));
    const base = per100(found.get('count') ?? [], 'seconds');
    for (const [way, list] of found) {
      const seconds = per100(list, 'seconds');
      const processor = per100(list, 'processorSeconds');
      const resident = Math.max(...list.map((each) => each.residentMegabytes));
      console.log(
        `| ${way} | ${seconds.toFixed(2)} | ${(100 / seconds).toFixed(1)} | ${(seconds / base).toFixed(2)} | ${processor.toFixed(2)} | ${resident.toFixed(0)} |`,
      );
    }
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    way: { type: 'string' },
    megabytes: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '3' },
  },
});
const [folder = '', file = '', out = ''] = positionals;
if (values.way !== undefined) await runOnce(values.way, { folder, file, out });
else compare(folder, file, Number(values.megabytes), Number(values.rounds));
