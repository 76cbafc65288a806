// Packs every package, looks into the tarballs, installs them in an empty folder without compilers on PATH, and runs the
// README's library example there. Prints a line a check.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installed, root } from '../../scripts/steps.mjs';
import { foreignLibraries } from './binary.mjs';
import { cleanRoom } from './clean-room.mjs';
import { missingFiles, strayFiles } from './contents.mjs';
import { packAll } from './pack.mjs';
import { lintPackage, lintTypes } from './published-types.mjs';

const counts = { passed: 0, failed: 0 };

/** Answers with the counts of passed and failed checks. */
export async function checkPackages() {
  const folder = mkdtempSync(path.join(tmpdir(), 'tokengraft-pack-'));
  try {
    const packages = packAll(path.join(folder, 'tarballs'));
    for (const each of packages) await checkTarball(each);
    await checkInstallation(path.join(folder, 'project'), packages);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return counts;
}

async function checkTarball(each) {
  const { name } = each;
  await check(`${name}: has what it needs`, () => missingFiles(each));
  await check(`${name}: has nothing else`, () => strayFiles(each));
  await check(`${name}: publint`, () => lintPackage(each));
  if (each.manifest.exports?.['.'] !== undefined) await check(`${name}: types`, () => lintTypes(each));
  if (name === '@tokengraft/native') await check(`${name}: the binary needs libc only`, () => foreignLibraries(each));
}

async function checkInstallation(project, packages) {
  const room = cleanRoom(project);
  await check('the clean room has neither compiler nor CMake', () => room.buildTools());
  await check('the tarballs install without scripts', () => room.install(packages.map(({ file }) => file)));
  await check('no package runs a script at installation', () => room.installScripts());
  await check('the packages type-check for a user', () => room.typeCheck(installed('typescript', 'bin', 'tsc')));
  await check("the README's library example runs", () =>
    room.libraryExample(readFileSync(path.join(root, 'README.md'))),
  );
  await check('npx tokengraft --help', () => room.command('tokengraft', ['--help'], /extend[\s\S]*verify/));
  await check('the source build says what is missing', () => room.sourceBuildSentence());
}

/** `look` answers with what is wrong: one string a fault. */
async function check(name, look) {
  const faults = await look();
  counts[faults.length === 0 ? 'passed' : 'failed'] += 1;
  console.log(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${name}`);
  for (const fault of faults) console.log(`     ${fault.trimEnd().replaceAll('\n', '\n     ')}`);
}
