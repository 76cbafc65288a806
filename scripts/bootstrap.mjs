// Makes a clone ready: dependencies by the lock file, native addon, packages. What is there already is skipped.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installed, isInstalled, root, run, say, stop } from './steps.mjs';

const oldestNode = [20, 19];
const stamp = installed('.tokengraft-lock');

export function bootstrap() {
  checkNode();
  checkBuildTools();
  installDependencies();
  say('building the native core and the packages (skipped where nothing changed)');
  run(process.execPath, [
    installed('turbo', 'bin', 'turbo'),
    'run',
    'build',
    '--output-logs=errors-only',
    '--no-update-notifier',
  ]);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  stop(`tokengraft needs Node.js ${oldestNode.join('.')} or newer; this is ${process.version}`);
}

// A fresh Debian has none of these; one sentence with the packages beats a page of CMake.
function checkBuildTools() {
  const missing = [];
  if (![process.env.CXX, 'c++', 'g++', 'clang++'].some((name) => name && isInstalled(name))) missing.push('g++');
  if (!isInstalled('cmake')) missing.push('cmake');
  if (!['ninja', 'make'].some(isInstalled)) missing.push('make');
  if (missing.length === 0) return;
  stop(
    `the native core is built from source in a clone, and ${missing.join(', ')} is missing; install it, on Debian with:\n  apt-get install ${missing.join(' ')}`,
  );
}

function installDependencies() {
  const wanted = lockDigest();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('installing dependencies by the lock file');
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stamp, wanted);
}

function lockDigest() {
  const lock = readFileSync(path.join(root, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) bootstrap();
