// Shared by the scripts of this folder: run a command, say what is done, stop with a sentence.
// Plain JavaScript without dependencies, because the scripts must run before anything is installed.

import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Prints one line of progress on stderr, so that stdout stays data. */
export function say(line) {
  process.stderr.write(`\u203a ${line}\n`);
}

/** Ends the process with a sentence instead of a stack trace. */
export function stop(sentence, exitCode = 1) {
  process.stderr.write(`${sentence}\n`);
  process.exit(exitCode);
}

/** Runs `command` in the repository's root (or `options.cwd`) and stops when it fails. */
export function run(command, args, options = {}) {
  const status = attempt(command, args, options);
  if (status !== 0) stop(`${[command, ...args].join(' ')} failed (exit ${status})`, status);
}

/** Runs `command` and answers with its exit status. */
export function attempt(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    ...options,
    env: { ...environment(), ...options.env },
  });
  if (result.error) stop(`${command} could not be started: ${result.error.message}`);
  return result.status ?? 1;
}

/** True when `command --version` runs. */
export function isInstalled(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** Path of a file inside the installed packages. */
export function installed(...parts) {
  return path.join(root, 'node_modules', ...parts);
}

function environment() {
  return { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' };
}
