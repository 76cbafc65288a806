// `npm run format`: lays out TypeScript, JavaScript, JSON and C++.

import { cppSources } from './sources.mjs';
import { attempt, installed, isInstalled, run, say } from './steps.mjs';

run(process.execPath, [installed('prettier', 'bin', 'prettier.cjs'), '--write', '--log-level=warn', '.']);
if (isInstalled('clang-format')) attempt('clang-format', ['-i', ...cppSources()]);
else say('clang-format is not installed (Debian: apt-get install clang-format), C++ left as it is');
