// `npm test`: makes the clone ready, then runs the C++ tests and the TypeScript tests (unit, architecture, parity,
// integration), and ends with the counts of both. Arguments go to vitest: `npm test -- packages/tokenizer`.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { runNativeTests } from './native-tests.mjs';
import { attempt, installed, say } from './steps.mjs';

bootstrap();
const only = process.argv.slice(2);
const suites = only.length > 0 ? [runTypeScriptTests(only)] : [runNativeTests('test', []), runTypeScriptTests([])];
finish(suites);

function runTypeScriptTests(filters) {
  say('TypeScript tests');
  const folder = mkdtempSync(path.join(tmpdir(), 'tokengraft-test-'));
  const report = path.join(folder, 'report.json');
  const vitest = installed('vitest', 'vitest.mjs');
  const status = attempt(process.execPath, [
    vitest,
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...filters,
  ]);
  const counts = vitestCounts(report, status);
  rmSync(folder, { recursive: true, force: true });
  return { name: 'TypeScript', ...counts };
}

// A run that dies before its report is one failure: silence must not pass.
function vitestCounts(report, status) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'));
    const failed = status !== 0 && numFailedTests === 0 ? 1 : numFailedTests;
    return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function finish(all) {
  for (const { name, passed, failed, skipped } of all)
    console.log(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  const sum = (key) => all.reduce((total, each) => total + each[key], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
  process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0;
}
