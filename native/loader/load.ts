// Finds and loads the addon at its first use, so that importing never fails. The binary is, in this order: the file that
// TOKENGRAFT_NATIVE names; the one built in this folder; the one prebuilt for the platform.
//
// Whoever imports node:fs by name waits 1.5 ms for Node.js' streams, so what few need is taken from it when they do.

import path from 'node:path';
import { TokengraftError } from '@tokengraft/errors';
import type { NativeBinding } from './binding.js';
import { failedAttempt, namedDevice, noDevice } from './device-files.js';
import { type ErrorFactory, makeError } from './errors.js';

/** What the binary exports: the binding, and the way to tell it how errors are made. */
interface Addon extends NativeBinding {
  useErrors(make: ErrorFactory): void;
}

interface Attempt {
  readonly file: string;
  readonly reason: string;
}

const packageFolder = path.join(import.meta.dirname, '..');
let loaded: NativeBinding | undefined;

/** The native core. Throws TokengraftError `native-not-found` where no binary fits this machine. */
export function native(): NativeBinding {
  loaded ??= withDevice(loadFirst(candidates()));
  return loaded;
}

/** Matrix operations run on the device whose library TOKENGRAFT_DEVICE names; one that cannot be used is an error. */
function withDevice(binding: NativeBinding): NativeBinding {
  const library = namedDevice();
  if (library === undefined) return binding;
  try {
    binding.useDevice(library);
    return binding;
  } catch (error) {
    throw noDevice([failedAttempt(library, error)]);
  }
}

/** The files to try, best first. */
export function candidates(named: string | undefined = process.env['TOKENGRAFT_NATIVE']): readonly string[] {
  if (named !== undefined && named !== '') return [path.resolve(named)];
  return [
    path.join(packageFolder, 'out', 'Release', 'tokengraft.node'),
    path.join(packageFolder, 'prebuilds', `${process.platform}-${process.arch}`, `tokengraft${libcTag()}.node`),
  ];
}

export function loadFirst(files: readonly string[]): NativeBinding {
  const attempts: Attempt[] = [];
  for (const file of files) {
    try {
      return loadFile(file);
    } catch (error) {
      attempts.push({ file, reason: firstLine(error) });
    }
  }
  throw notFound(attempts);
}

function loadFile(file: string): NativeBinding {
  const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);
  const addon = require(file) as Partial<Addon> | null;
  if (typeof addon?.useErrors !== 'function') throw new Error('it is not a binary of this version of tokengraft');
  addon.useErrors(makeError);
  return addon as NativeBinding;
}

/**
 * '.glibc' or '.musl' on Linux, as prebuildify tags its files; '' elsewhere. The program's own head names the loader that it
 * was started by; a report says the same, and takes four milliseconds.
 */
function libcTag(): string {
  if (process.platform !== 'linux') return '';
  const head = headOf(process.execPath);
  if (head.includes('/ld-linux')) return '.glibc';
  if (head.includes('/ld-musl-')) return '.musl';
  return libcTagByReport();
}

/** The first bytes of a file, a character a byte; nothing where it cannot be read. */
function headOf(file: string): string {
  const { closeSync, openSync, readSync } = process.getBuiltinModule('node:fs');
  const head = Buffer.alloc(4096);
  try {
    const descriptor = openSync(file, 'r');
    try {
      return head.toString('latin1', 0, readSync(descriptor, head));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return '';
  }
}

function libcTagByReport(): string {
  // Without `excludeNetwork`, which the types of Node 20 lack, the report may resolve host names.
  const report: typeof process.report & { excludeNetwork?: boolean } = process.report;
  report.excludeNetwork = true;
  const { header } = report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return header?.glibcVersionRuntime === undefined ? '.musl' : '.glibc';
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0] ?? '';
}

function notFound(attempts: readonly Attempt[]): TokengraftError {
  const platform = `${process.platform}-${process.arch}${libcTag().replace('.', '-')}`;
  const message = [
    `no native binary of tokengraft loads on ${platform} with Node ${process.versions.node}; tried`,
    ...attempts.map(({ file, reason }) => `  ${file}: ${reason}`),
    'Reinstall @tokengraft/native, or build the binary here (Debian packages: g++ cmake make):',
    '  npm install --save-dev cmake-js@8 && npx --no-install tokengraft-native build (in a clone: npm run build)',
  ].join('\n');
  return new TokengraftError('native-not-found', message, { platform, tried: attempts });
}
