// Builds the C++ tests with CMake (no Node in them) and runs them under CTest; `node scripts/native-tests.mjs asan` runs them
// with the address and undefined-behaviour sanitizers.

import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { attempt, root, run, say } from './steps.mjs';

const sanitizers = { asan: 'address,undefined', tsan: 'thread' };

/** Answers with the counts of passed, failed and skipped tests. */
export function runNativeTests(name, definitions) {
  const folder = path.join(root, 'build', name);
  const jobs = String(availableParallelism());
  say(`C++ tests (build/${name})`);
  run(
    'cmake',
    [
      '-S',
      root,
      '-B',
      folder,
      '-DCMAKE_BUILD_TYPE=RelWithDebInfo',
      `-DTG_WERROR=${process.env.TG_WERROR ?? 'OFF'}`,
      ...definitions,
    ],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  run('cmake', ['--build', folder, '--target', 'tg_tests', 'tg_benches', '--parallel', jobs], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const status = attempt('ctest', [
    '--test-dir',
    folder,
    '--output-on-failure',
    '--parallel',
    jobs,
    '--timeout',
    '600',
  ]);
  return { name: `C++ (${name})`, ...countsOf(path.join(folder, 'Testing', 'Temporary', 'LastTest.log'), status) };
}

// Every test executable ends with "native: N passed, N failed, N skipped"; CTest keeps its output in a log.
function countsOf(log, status) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const text = existsSync(log) ? readFileSync(log, 'utf8') : '';
  for (const [, passed, failed, skipped] of text.matchAll(/^native: (\d+) passed, (\d+) failed, (\d+) skipped$/gm)) {
    counts.passed += Number(passed);
    counts.failed += Number(failed);
    counts.skipped += Number(skipped);
  }
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const name = process.argv[2] ?? 'test';
  const { passed, failed, skipped } = runNativeTests(
    name,
    sanitizers[name] ? [`-DTG_SANITIZE=${sanitizers[name]}`] : [],
  );
  console.log(`C++ (${name}): ${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed > 0 ? 1 : 0;
}
