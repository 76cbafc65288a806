// Jobs that need a process of their own: to measure loading, or to be killed when they take too long.

import { fork } from 'node:child_process';
import path from 'node:path';
import type { JobName, Messages, Requests } from './jobs.js';

export interface Outcome<Message> {
  readonly messages: readonly Message[];
  /** Why it did not come to its end: it was silent for too long, or died. */
  readonly failure: string | undefined;
}

/** A child that says nothing for `patience` milliseconds is killed. */
export async function runInChild<Name extends JobName>(
  job: Name,
  request: Requests[Name],
  patience: number,
): Promise<Outcome<Messages[Name]>> {
  const child = fork(path.join(import.meta.dirname, 'main.js'), [], {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const messages: Messages[Name][] = [];
  let failure: string | undefined;
  let errors = '';
  const kill = (): void => {
    failure = `over ${patience / 1000} s`;
    child.kill('SIGKILL');
  };
  let timer = setTimeout(kill, patience);
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.on('message', (message) => {
    clearTimeout(timer);
    timer = setTimeout(kill, patience);
    messages.push(message as Messages[Name]);
  });
  child.send({ job, request });
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  return { messages, failure: failure ?? (status === 0 ? undefined : lastError(errors, status)) };
}

function lastError(errors: string, status: number | null): string {
  return /^\w*Error.*$/m.exec(errors)?.[0] ?? `ended with ${status ?? 'a signal'}`;
}
