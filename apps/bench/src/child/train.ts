// One training in a process that does nothing else: its time from before the import, its processor time, its peak memory.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { peakKibibytes } from './peak-memory.js';

export const trainerNames = ['tokengraft', 'tokenizers', 'spm_train', 'count', 'learn'] as const;
export type TrainerName = (typeof trainerNames)[number];

export interface TrainRequest {
  readonly trainer: TrainerName;
  readonly corpus: string;
  readonly vocabSize: number;
  readonly threads: number;
  /** Where it may write. */
  readonly folder: string;
  /** A tokenizer to count with, or to learn for. */
  readonly tokenizer: string;
}

export interface TrainMessage {
  readonly seconds: number;
  /** undefined where the work is done by another program. */
  readonly processorSeconds: number | undefined;
  readonly peakMebibytes: number;
  /** Of the merges in order, where a trainer tells them. */
  readonly merges: string | undefined;
}

type Train = (request: TrainRequest) => Promise<Partial<TrainMessage>>;

const trainers: Readonly<Record<TrainerName, Train>> = {
  tokengraft: async ({ corpus, vocabSize, threads }) => {
    const { trainTokenizer } = await import('@tokengraft/tokenizer');
    // The reference's binding takes no options: no special tokens, no least frequency.
    const options = { preset: 'gpt2', vocabSize, threads, minFrequency: 1, specialTokens: [] } as const;
    const { steps } = await trainTokenizer(corpus, options);
    return {
      merges: hashOf(
        steps.map(({ left, right }) => [left, right]),
        vocabSize,
      ),
    };
  },
  tokenizers: async ({ corpus, folder, vocabSize }) => {
    const { BPE, Tokenizer, byteLevelPreTokenizer } = await import('tokenizers');
    const tokenizer = new Tokenizer(BPE.empty());
    tokenizer.setPreTokenizer(byteLevelPreTokenizer(false));
    tokenizer.train([corpus]);
    const file = path.join(folder, 'reference.json');
    tokenizer.save(file);
    const { model } = JSON.parse(await readFile(file, 'utf8')) as { model: { merges: [string, string][] } };
    return { merges: hashOf(model.merges, vocabSize) };
  },
  spm_train: async ({ corpus, vocabSize, threads, folder }) => {
    const wishes = [
      `--input=${corpus}`,
      `--model_prefix=${path.join(folder, 'spm')}`,
      `--vocab_size=${vocabSize}`,
      `--num_threads=${threads}`,
      '--model_type=bpe',
      '--byte_fallback=true',
      '--input_sentence_size=0',
      '--max_sentence_length=1000000',
    ];
    return { peakMebibytes: await runProgram('spm_train', wishes), processorSeconds: undefined };
  },
  count: async ({ corpus, tokenizer: source, threads }) => {
    const { loadTokenizer } = await import('@tokengraft/tokenizer');
    const tokenizer = await loadTokenizer(source);
    await tokenizer.countBatch((await readFile(corpus, 'utf8')).match(/[^\n]*\n|[^\n]+$/g) ?? [], { threads });
    return {};
  },
  learn: async ({ corpus, tokenizer: source, threads }) => {
    const { learnTokens, loadTokenizer } = await import('@tokengraft/tokenizer');
    await learnTokens(await loadTokenizer(source), corpus, { add: 8000, threads });
    return {};
  },
};

export async function trainJob(request: TrainRequest, send: (message: TrainMessage) => void): Promise<void> {
  const before = process.cpuUsage();
  const begin = performance.now();
  const own = await trainers[request.trainer](request);
  const seconds = (performance.now() - begin) / 1000;
  const { user, system } = process.cpuUsage(before);
  const peakMebibytes = peakKibibytes() / 1024;
  send({ seconds, processorSeconds: (user + system) / 1e6, peakMebibytes, merges: undefined, ...own });
}

/** Of as many merges as an alphabet of all bytes leaves room for: the reference's alphabet is what the corpus has. */
function hashOf(merges: readonly (readonly string[])[], vocabSize: number): string {
  return createHash('sha256')
    .update(JSON.stringify(merges.slice(0, vocabSize - 256)))
    .digest('hex');
}

/** Runs a program to its end and answers with its peak memory in MiB. */
async function runProgram(name: string, wishes: readonly string[]): Promise<number> {
  const child = spawn(name, wishes, { stdio: 'ignore' });
  let peak = 0;
  const look = setInterval(() => {
    void readFile(`/proc/${child.pid}/status`, 'utf8').then(
      (status) => (peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)),
      () => undefined,
    );
  }, 50);
  const [status] = (await once(child, 'close')) as [number | null];
  clearInterval(look);
  if (status !== 0) throw new Error(`${name} ended with ${status}`);
  return peak;
}
