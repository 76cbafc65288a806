// Builds the addon with the address and undefined-behaviour sanitizers and runs the tests of loader/ on it (or those named
// by the arguments). Leaks count. The sanitizer's runtime must be loaded before Node's own code, hence LD_PRELOAD; GCC on
// Linux only.

import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import cmake from './cmake.cjs';

const { buildAddon, packageFolder } = cmake;
const out = path.join(packageFolder, 'out-address');
const binary = buildAddon({ out, config: 'RelWithDebInfo', definitions: { TG_SANITIZE: 'address,undefined' } });

// Node-API has no call to free a promise that is still open when its worker is terminated; the other is vitest's own.
const suppressions = path.join(out, 'leaks.supp');
writeFileSync(suppressions, 'leak:napi_create_promise\nleak:rolldown\n');

const vitest = path.join(path.dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const filters = process.argv.length > 2 ? process.argv.slice(2) : ['native/loader'];
const { status } = spawnSync(process.execPath, [vitest, 'run', ...filters], {
  cwd: path.join(packageFolder, '..'),
  stdio: 'inherit',
  env: {
    ...process.env,
    TOKENGRAFT_NATIVE: binary,
    LD_PRELOAD: execFileSync(process.env.CC || 'gcc', ['-print-file-name=libasan.so'], { encoding: 'utf8' }).trim(),
    ASAN_OPTIONS: 'detect_leaks=1',
    UBSAN_OPTIONS: 'halt_on_error=1:print_stacktrace=1',
    LSAN_OPTIONS: `suppressions=${suppressions}:print_suppressions=0`,
  },
});
process.exit(status ?? 1);
