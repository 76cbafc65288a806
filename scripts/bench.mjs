// `npm run bench -- encode`: makes the clone ready, then runs a suite of apps/bench.

import path from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { root, run } from './steps.mjs';

bootstrap();
run(process.execPath, ['--expose-gc', path.join(root, 'apps', 'bench', 'dist', 'main.js'), ...process.argv.slice(2)]);
