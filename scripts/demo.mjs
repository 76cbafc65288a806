// `npm run demo`: makes the clone ready, then runs the main job on an embedded model (apps/demo).

import path from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { root, run } from './steps.mjs';

bootstrap();
run(process.execPath, [path.join(root, 'apps', 'demo', 'dist', 'main.js'), ...process.argv.slice(2)]);
