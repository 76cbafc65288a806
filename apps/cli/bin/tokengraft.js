#!/usr/bin/env node
// Starts the command where Node is new enough; says so in a sentence where it is not. Kept to syntax that old versions parse.

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`tokengraft needs Node 20.19 or newer; this is Node ${process.versions.node}\n`);
  process.exitCode = 1;
} else {
  void import('../dist/main.js').then(({ main }) => main(process.argv.slice(2)));
}
