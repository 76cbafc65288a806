#!/usr/bin/env node
// Stands in for node-gyp: prebuildify runs `<this> rebuild --target=V --devdir=D --arch=A --release|--debug` in the
// package's folder and takes build/<config>/*.node. Its --target means the version of Node, which Node-API does not need.

const path = require('node:path');
const { buildAddon, packageFolder } = require('./cmake.cjs');

const args = process.argv.slice(2);
const arch = args.find((arg) => arg.startsWith('--arch='))?.slice('--arch='.length) ?? process.arch;
const config = args.includes('--debug') ? 'Debug' : 'Release';
buildAddon({ out: path.join(packageFolder, 'build'), config, arch, definitions: { TG_SANITIZE: 'OFF' } });
