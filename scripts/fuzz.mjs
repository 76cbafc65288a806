// `node scripts/fuzz.mjs [target] [seconds]`: builds the libFuzzer targets with Clang and runs each for some seconds on the
// corpus that is kept beside them. What is found goes to build/fuzz: new inputs to corpus/, what crashes to crashes/.

import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { attempt, isInstalled, root, run, say, stop } from './steps.mjs';

const sources = path.join(root, 'native', 'test', 'fuzz');
const build = path.join(root, 'build', 'fuzz');
const quiet = { stdio: ['ignore', 'ignore', 'inherit'] };

const targets = readdirSync(sources)
  .filter((name) => name.endsWith('_fuzzer.cpp'))
  .map((name) => name.replace('_fuzzer.cpp', ''));
const [wanted, seconds] = readArguments(process.argv.slice(2));

if (!isInstalled('clang++'))
  stop('fuzzing needs Clang and its runtime (Debian: apt-get install clang libclang-rt-14-dev)');
say('fuzz targets (build/fuzz)');
run('cmake', ['--preset', 'fuzz'], quiet);
run('cmake', ['--build', build, '--target', 'tg_fuzzers', '--parallel', String(availableParallelism())], quiet);
const failed = wanted.filter((target) => !fuzz(target)).length;
console.log(`fuzz: ${wanted.length - failed} passed, ${failed} failed, 0 skipped`);
process.exitCode = failed > 0 ? 1 : 0;

/** A name picks one target, a number the seconds for each. */
function readArguments(given) {
  const names = given.filter((each) => !/^\d+$/.test(each));
  const unknown = names.find((name) => !targets.includes(name));
  if (unknown !== undefined) stop(`there is no fuzz target ${unknown}; there are ${targets.join(', ')}`, 2);
  return [names.length > 0 ? names : targets, Number(given.find((each) => /^\d+$/.test(each)) ?? 30)];
}

/** Runs `target` and tells whether it found nothing. Every kept input is run first. */
function fuzz(target) {
  say(`${target}, ${seconds} s`);
  const [found, crashes] = ['corpus', 'crashes'].map((name) => path.join(build, name, target));
  for (const folder of [found, crashes]) mkdirSync(folder, { recursive: true });
  const dictionary = path.join(sources, `${target}.dict`);
  const options = [
    `-max_total_time=${seconds}`,
    '-timeout=25',
    '-rss_limit_mb=2048',
    '-max_len=4096',
    '-print_final_stats=0',
    '-verbosity=0',
    '-print_funcs=0',
    `-artifact_prefix=${crashes}${path.sep}`,
    ...(existsSync(dictionary) ? [`-dict=${dictionary}`] : []),
  ];
  const executable = path.join(build, 'native', 'test', 'fuzz', `${target}_fuzzer`);
  return attempt(executable, [...options, found, path.join(sources, 'corpus', target)]) === 0;
}
