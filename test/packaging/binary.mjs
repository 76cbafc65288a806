// What a prebuilt binary needs at run time.

import { execFileSync } from 'node:child_process';
import path from 'node:path';

const libc = /^(libc|libm|libdl|librt|libpthread|ld-linux[\w-]*|libc\.musl[\w-]*)\.so/;

/** Shared libraries that a machine with nothing but libc lacks. Looked at on Linux only. */
export function foreignLibraries({ folder, files }) {
  if (process.platform !== 'linux') return [];
  return files
    .filter((file) => file.endsWith('.node') && file.includes('linux'))
    .flatMap((file) => neededBy(path.join(folder, file)))
    .filter((library) => !libc.test(library))
    .map((library) => `needs ${library}`);
}

function neededBy(binary) {
  const headers = execFileSync('objdump', ['-p', binary], { encoding: 'utf8' });
  return [...headers.matchAll(/^ +NEEDED +(\S+)$/gm)].map(([, library]) => library);
}
