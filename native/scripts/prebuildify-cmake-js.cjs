#!/usr/bin/env node
// Stands in for node-gyp: prebuildify runs `<this> rebuild --target=V --devdir=D --arch=A --release|--debug` in the
// package's folder and takes build/<config>/*.node. Its --target means the version of Node, which Node-API does not need.

const { copyFileSync, existsSync, mkdirSync } = require('node:fs');
const path = require('node:path');
const { buildAddon, packageFolder } = require('./cmake.cjs');

const args = process.argv.slice(2);
const arch = args.find((arg) => arg.startsWith('--arch='))?.slice('--arch='.length) ?? process.arch;
const config = args.includes('--debug') ? 'Debug' : 'Release';
buildAddon({ out: path.join(packageFolder, 'build'), config, arch, definitions: { TG_SANITIZE: 'OFF' } });

// The library for CUDA devices, where nvcc made one, goes beside the binary; prebuildify takes binaries alone.
const device = 'tokengraft_cuda.so';
const built = path.join(packageFolder, 'build', config, device);
const prebuilt = path.join(packageFolder, 'prebuilds', `${process.platform}-${arch}`);
if (existsSync(built)) {
  mkdirSync(prebuilt, { recursive: true });
  copyFileSync(built, path.join(prebuilt, device));
}
