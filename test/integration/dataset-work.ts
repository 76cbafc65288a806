// Work for the engines: a data set large enough that a worker can be killed inside a shard.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createRandom } from '../fixtures/random.js';
import { runCli } from '../fixtures/run-cli.js';

const words =
  'the of patient fever dose liver a in is acute with chronic and treatment 肝炎 naïve 12 mg 😀 therapy'.split(' ');

/** Writes `rows` rows of questions and answers. */
export function writeQuestions(file: string, rows: number): string {
  const draw = createRandom(11);
  const text = (count: number): string =>
    Array.from({ length: count }, () => words[draw(words.length)] ?? '').join(' ');
  const lines = Array.from({ length: rows }, () =>
    JSON.stringify({ question: text(5 + draw(20)), answer: text(5 + draw(150)) }),
  );
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

export function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** A command that must succeed; answers with its one JSON object. */
export function runJson(args: readonly string[], env: NodeJS.ProcessEnv = {}): Record<string, unknown> {
  const { code, stdout, stderr } = runCli([...args, '--json'], { env });
  if (code !== 0 && code !== 3) throw new Error(`${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** Waits until some process works inside a shard of the plan, and ends it with SIGKILL. Answers with the shard. */
export async function killInsideShard(plan: string): Promise<number> {
  const folder = path.join(plan, 'rows');
  for (let tries = 0; tries < 20_000; tries++) {
    const names = existsSync(folder) ? readdirSync(folder) : [];
    for (const name of names) {
      const found = /^(\d+)\.rows\..*\.(\d+)\.\d+\.tmp$/.exec(name);
      if (found !== null && killAt(path.join(folder, name), Number(found[2]))) return Number(found[1]);
    }
    await setTimeout(2);
  }
  throw new Error('no shard was ever begun');
}

/** On a busy machine a process may leave the shard between the look and the signal, so it is held for a second look. */
function killAt(unfinished: string, id: number): boolean {
  try {
    process.kill(id, 'SIGSTOP');
    const isInside = existsSync(unfinished);
    process.kill(id, isInside ? 'SIGKILL' : 'SIGCONT');
    return isInside;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** Waits until something listens at a port of this machine. */
export async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const socket = connect({ port, host: '127.0.0.1' });
    const isThere = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (isThere) return;
    await setTimeout(50);
  }
  throw new Error(`nothing listens at port ${port}`);
}
