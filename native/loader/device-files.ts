// Where the library of a device is looked for, and the error where none can be used.

import path from 'node:path';
import { TokengraftError } from '@tokengraft/errors';

/** The word that names the processor as a device; any other is a path. */
const processor = 'processor';

/** The library that TOKENGRAFT_DEVICE names. */
export function namedDevice(name = process.env['TOKENGRAFT_DEVICE']): string | undefined {
  if (name === undefined || name === '') return undefined;
  return name === processor ? name : path.resolve(name);
}

/** The libraries to try, best first, for binaries that would be tried in this order. */
export function deviceFiles(binaries: readonly string[], named = namedDevice()): readonly string[] {
  if (named !== undefined) return [named];
  return binaries.map((binary) => path.join(path.dirname(binary), 'tokengraft_cuda.so'));
}

export interface DeviceAttempt {
  readonly file: string;
  readonly reason: string;
}

/** What the attempt to load `file` failed of. */
export function failedAttempt(file: string, error: unknown): DeviceAttempt {
  const message = error instanceof Error ? error.message : String(error);
  const named = `${file}: `;
  return { file, reason: message.startsWith(named) ? message.slice(named.length) : message };
}

export function noDevice(tried: readonly DeviceAttempt[]): TokengraftError {
  const platform = `${process.platform}-${process.arch}`;
  const message = [
    `no CUDA device can be used on ${platform}; tried`,
    ...tried.map(({ file, reason }) => `  ${file}: ${reason}`),
    "It takes an NVIDIA GPU with its driver, and the library tokengraft_cuda.so, which is built with the native binary where nvcc is installed: npx --no-install tokengraft-native build (in a clone: npm run build). TOKENGRAFT_DEVICE names one that lies elsewhere. Without a device, the processor's ids are the same.",
  ].join('\n');
  return new TokengraftError('unsupported', message, { platform, tried });
}
