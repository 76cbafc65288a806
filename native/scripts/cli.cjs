#!/usr/bin/env node
// `tokengraft-native build`: builds the binary from the sources in this package, for machines that no prebuilt one fits.

const path = require('node:path');
const { buildAddon, packageFolder } = require('./cmake.cjs');

const usage = `usage: tokengraft-native build [--without-pcre2]

Builds the native core of tokengraft from source, into the installed package.
Needs a C++20 compiler, CMake 3.21 and make or Ninja (Debian: apt-get install g++ cmake make), and cmake-js:
  npm install --save-dev cmake-js@8
With PCRE2 (Debian: libpcre2-dev), tokenizers with unusual split patterns work too.`;

const [command, ...options] = process.argv.slice(2);
const unknown = options.find((option) => option !== '--without-pcre2');

if (command === 'build' && unknown === undefined) {
  const definitions = options.includes('--without-pcre2') ? { TG_PCRE2: 'OFF' } : {};
  console.log(`built ${buildAddon({ out: path.join(packageFolder, 'out'), definitions })}`);
} else if (command === '--help' || command === '-h') {
  console.log(usage);
} else {
  process.stderr.write(`${usage}\n`);
  process.exitCode = 2;
}
