// `npm run bench -- encode`: makes the clone ready, installs what is compared with, then runs suites of apps/bench.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { attempt, root, run, say } from './steps.mjs';

const bench = path.join(root, 'apps', 'bench');

bootstrap();
installPeers(path.join(bench, 'peers'));
run(process.execPath, ['--expose-gc', path.join(bench, 'dist', 'main.js'), ...process.argv.slice(2)]);

// Peers have their own lock file, because they weigh more than the rest of the clone. Without them (no network, say) the suites
// run all the same and report who is missing.
function installPeers(folder) {
  const lock = readFileSync(path.join(folder, 'package-lock.json'), 'utf8');
  const stamp = path.join(folder, 'node_modules', '.tokengraft-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  say('installing the peers of the benchmarks (apps/bench/peers)');
  const status = attempt('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
  });
  if (status === 0) writeFileSync(stamp, lock);
  else say('the peers could not be installed; those that are missing will be reported');
}
