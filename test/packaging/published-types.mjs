// publint and @arethetypeswrong/cli on a tarball, as a registry's users would meet it.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { installed } from '../../scripts/steps.mjs';

export async function lintPackage({ file, manifest }) {
  const { buffer, byteOffset, byteLength } = readFileSync(file);
  const tarball = buffer.slice(byteOffset, byteOffset + byteLength);
  const { messages } = await publint({ level: 'warning', strict: true, pack: { tarball } });
  return messages.map((message) => formatMessage(message, manifest, { color: false }) ?? message.code);
}

/** The packages are ESM: `require` of them is Node's own business. */
export function lintTypes({ file }) {
  const bin = path.join(installed('@arethetypeswrong', 'cli'), 'dist', 'index.js');
  const args = [bin, file, '--profile', 'esm-only', '--format', 'ascii', '--no-color', '--no-emoji'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return status === 0 ? [] : [stdout + stderr];
}
