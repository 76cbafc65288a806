// `npm run pack:check`: proves that what would be published works where nothing but Node is installed. Makes the clone ready,
// builds the prebuilt binary, and checks the packed packages (test/packaging).

import { bootstrap } from './bootstrap.mjs';
import { run, say } from './steps.mjs';

bootstrap();
say('building the prebuilt binary');
run('npm', ['run', '--silent', '-w', 'native', 'prebuilds']);
say('checking the packed packages');
const { checkPackages } = await import('../test/packaging/check-packages.mjs'); // its imports exist only now
const { passed, failed } = await checkPackages();
console.log(`pack:check: ${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
