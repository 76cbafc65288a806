// The files of the repository that git tracks (or would track), by ending.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root } from './steps.mjs';

export function sources(...endings) {
  const listing = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return listing
    .split('\n')
    .filter((file) => endings.some((ending) => file.endsWith(ending)) && existsSync(path.join(root, file)));
}

/** C++ that people write; generated tables are laid out by their generator. */
export function cppSources() {
  return sources('.cpp', '.h').filter((file) => file.startsWith('native/') && !/generated/.test(file));
}
