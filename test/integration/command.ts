// The command as users start it, in a process of its own.

import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '../..');
const cli = path.join(root, 'apps/cli');
const { bin } = JSON.parse(readFileSync(path.join(cli, 'package.json'), 'utf8')) as { bin: Record<string, string> };
const program = path.join(cli, bin['tokengraft'] ?? 'missing');

export interface Finished {
  /** null where a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
}

/** Starts `tokengraft` with `args`. */
export function start(args: readonly string[]): Running {
  return follow(spawn(process.execPath, [program, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** The same where no file may grow beyond `bytes`: writing more fails, as on a full disk. */
export function startLimited(args: readonly string[], bytes: number): Running {
  const script = `trap '' XFSZ; ulimit -f ${bytes / 1024}; exec "$@"`;
  const words = ['-c', script, 'bash', process.execPath, program, ...args];
  return follow(spawn('bash', words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] }));
}

export async function tokengraft(...args: readonly string[]): Promise<Finished> {
  return start(args).finished;
}

/** Runs a module's text in a fresh Node that sees the packages. */
export async function runModule(text: string, ...args: readonly string[]): Promise<Finished> {
  const options = ['--input-type=module', '--eval', text, '--', ...args];
  return follow(spawn(process.execPath, options, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })).finished;
}

function follow(child: ChildProcess): Running {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, finished };
}
