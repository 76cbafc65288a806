// A folder as a user has it: nothing in it, and on PATH nothing but Node, npm and a shell.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeTinyGpt2 } from '../../apps/demo/dist/tiny-gpt2.js';
import { root } from '../../scripts/steps.mjs';

const buildTools = ['cc', 'c++', 'gcc', 'g++', 'clang', 'clang++', 'cmake', 'make', 'ninja'];
const consumer = path.join(root, 'test', 'packaging', 'consumer.ts');

export function cleanRoom(project) {
  const tools = path.join(project, 'bin');
  mkdirSync(tools, { recursive: true });
  symlinkSync(process.execPath, path.join(tools, 'node'));
  for (const tool of ['npm', 'npx', 'sh']) symlinkSync(realpathSync(find(tool)), path.join(tools, tool));
  writeFileSync(path.join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
  const runIn = (command, args) =>
    spawnSync(command, args, { cwd: project, encoding: 'utf8', env: bareEnvironment(tools) });
  return {
    buildTools: () =>
      buildTools
        .filter((tool) => runIn(tool, ['--version']).error === undefined)
        .map((tool) => `${tool} can be started`),
    install: (tarballs) => install(runIn, tarballs),
    installScripts: () => installScripts(project),
    typeCheck: (tsc) => typeCheck(runIn, project, tsc),
    libraryExample: (readme) => libraryExample(runIn, project, String(readme)),
    command: (name, args, expected) => faultsOf(runIn('npx', ['--no-install', name, ...args]), expected),
    sourceBuildSentence: () => sourceBuildSentence(runIn),
  };
}

/** Nothing of this machine's set-up but where the user's npm keeps its settings and cache. */
function bareEnvironment(tools) {
  const { HOME, npm_config_cache: cache, npm_config_registry: registry } = process.env;
  return {
    PATH: tools,
    HOME,
    ...(cache === undefined ? {} : { npm_config_cache: cache }),
    ...(registry === undefined ? {} : { npm_config_registry: registry }),
  };
}

function find(tool) {
  const places = (process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, tool));
  const place = places.find((each) => existsSync(each));
  if (place === undefined) throw new Error(`${tool} is not on PATH`);
  return place;
}

function install(runIn, tarballs) {
  const args = ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  return faultsOf(runIn('npm', [...args, ...tarballs]), /./);
}

function installScripts(project) {
  const lock = JSON.parse(readFileSync(path.join(project, 'package-lock.json'), 'utf8'));
  return Object.entries(lock.packages)
    .filter(([, entry]) => entry.hasInstallScript === true)
    .map(([place]) => `${place} has an install script`);
}

/** Compiles a file that uses each package's types, against the installed tarballs. */
function typeCheck(runIn, project, tsc) {
  writeFileSync(path.join(project, 'consumer.ts'), readFileSync(consumer));
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--lib', 'es2023'];
  const types = ['--typeRoots', path.join(root, 'node_modules', '@types'), '--types', 'node'];
  return faultsOf(runIn(process.execPath, [tsc, ...options, ...types, 'consumer.ts']), /^/);
}

async function libraryExample(runIn, project, readme) {
  const example = /^```(?:js|ts)\n(\/\/ example: library\n[\s\S]*?)^```/m.exec(readme)?.[1];
  if (example === undefined) return ['README.md has no block that begins with "// example: library"'];
  await makeTinyGpt2(path.join(project, 'model'), path.join(root, 'test', 'fixtures', 'gpt2'));
  writeFileSync(path.join(project, 'example.mjs'), example);
  const faults = faultsOf(runIn('node', ['example.mjs']), /nothing else changed/);
  const made = readdirSync(project).includes('model-extended');
  return made ? faults : [...faults, 'the example made no folder model-extended'];
}

function sourceBuildSentence(runIn) {
  const { status, stderr } = runIn('npx', ['--no-install', 'tokengraft-native', 'build']);
  const said = /apt-get install g\+\+ cmake make/.test(stderr);
  return status === 1 && said ? [] : [`exit ${status}: ${stderr}`];
}

/** What is wrong with a run that should succeed and print something like `expected`. */
function faultsOf({ status, stdout, stderr, error }, expected) {
  if (error !== undefined) return [error.message];
  if (status !== 0) return [`exit ${status}\n${stdout}${stderr}`];
  return expected.test(stdout) ? [] : [`printed nothing like ${expected}:\n${stdout}${stderr}`];
}
