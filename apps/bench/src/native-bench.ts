// The core's own benchmarks, native/bench: the same work without Node. Built when it is first asked for.

import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, root } from './locations.js';
import type { Vocabulary } from './vocabularies.js';

const execute = promisify(execFile);
const build = path.join(cacheFolder, 'native');

/** Answers with the program's path; CMake skips what is built already. */
export async function buildNativeBench(target = 'tokenizer_bench'): Promise<string> {
  // What fails is told with its command line, in results that others read: no path of this machine in it.
  const folder = path.relative(root, build);
  await execute('cmake', ['-S', '.', '-B', folder, '-DCMAKE_BUILD_TYPE=Release'], { cwd: root });
  // Without a number, make would begin with every file at once.
  const jobs = String(availableParallelism());
  const wishes = ['--build', folder, '--target', target, '--parallel', jobs];
  await execute('cmake', wishes, { cwd: root, maxBuffer: 2 ** 26 });
  return path.join(build, 'native/bench', target);
}

/** Milliseconds to encode the documents of `file` (NUL between them) once: `encode` with warm caches, `fresh` with none. */
export async function nativeEncodeTime(
  program: string,
  vocabulary: Vocabulary,
  file: string,
  stage: 'encode' | 'fresh',
): Promise<number> {
  const { tokenizerJson, ranks, encoding } = vocabulary;
  const pattern = encoding === undefined ? [] : ['--pattern', encoding];
  const args = [tokenizerJson ?? ranks ?? '', file, '--stage', stage, '--json', ...pattern];
  const { stdout } = await execute(program, args);
  return (JSON.parse(stdout) as { nanoseconds: number }).nanoseconds / 1e6;
}
