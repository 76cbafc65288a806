// `npm run lint`: TypeScript (oxlint with types, prettier), C++ (clang-format, clang-tidy) and the lock file.
// Where a C++ tool is not installed it says so and goes on; with CI=true that is a failure.

import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { cppSources } from './sources.mjs';
import { attempt, installed, isInstalled, root, say } from './steps.mjs';

const failures = [];

check(
  'oxlint',
  () => attempt(process.execPath, [installed('oxlint', 'bin', 'oxlint'), '--type-aware', '--deny-warnings']) === 0,
);
check(
  'prettier',
  () =>
    attempt(process.execPath, [installed('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level=warn', '.']) === 0,
);
check('lock file', lockFileIsComplete);
if (available('clang-format'))
  check('clang-format', () => attempt('clang-format', ['--dry-run', '-Werror', ...cppSources()]) === 0);
if (available('clang-tidy')) check('clang-tidy', await tidy());

if (failures.length > 0) console.error(`lint: ${failures.join(', ')} failed`);
else console.log('lint: clean');
process.exitCode = failures.length > 0 ? 1 : 0;

function check(name, passes) {
  say(name);
  if (!(typeof passes === 'function' ? passes() : passes)) failures.push(name);
}

function available(tool) {
  if (isInstalled(tool)) return true;
  if (process.env.CI === 'true') failures.push(`${tool} (not installed)`);
  else say(`${tool} is not installed (Debian: apt-get install ${tool}), skipped`);
  return false;
}

// npm leaves a platform package out of the lock file when the registry did not have it; `npm ci` then fails elsewhere.
function lockFileIsComplete() {
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const missing = Object.entries(packages).flatMap(([parent, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).filter(
      (name) => !(`${parent}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages),
    ),
  );
  for (const name of missing) console.error(`package-lock.json has no entry for the optional dependency ${name}`);
  return missing.length === 0;
}

// One clang-tidy process a core, each over its share of the files; needs the compile commands of the test build.
async function tidy() {
  const folder = path.join(root, 'build', 'tidy');
  if (
    attempt('cmake', ['-S', root, '-B', folder, '-DCMAKE_EXPORT_COMPILE_COMMANDS=ON'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    }) !== 0
  )
    return false;
  if (!existsSync(path.join(folder, 'compile_commands.json'))) return false;
  const files = cppSources().filter((file) => file.startsWith('native/src/') && file.endsWith('.cpp'));
  const cores = availableParallelism();
  const shares = Array.from({ length: cores }, (_, core) => files.filter((__, index) => index % cores === core));
  const results = await Promise.all(
    shares.filter((share) => share.length > 0).map((share) => tidyFiles(folder, share)),
  );
  return results.every(Boolean);
}

function tidyFiles(folder, files) {
  return new Promise((resolve) => {
    const child = spawn('clang-tidy', ['-p', folder, '--quiet', ...files], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'ignore'],
    });
    child.on('close', (status) => resolve(status === 0));
    child.on('error', () => resolve(false));
  });
}
