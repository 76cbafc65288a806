// The CUDA device, for those who ask for it by name.

import { deviceFiles, failedAttempt, noDevice, type DeviceAttempt } from './device-files.js';
import { candidates, native } from './load.js';

/**
 * The library of a CUDA device, loaded: the one that TOKENGRAFT_DEVICE names, alone if it is set, or else the first that loads beside
 * a binary of tokengraft. Rejects with `unsupported`, naming every file that was tried and why it is none.
 */
export async function cudaDevice(files: readonly string[] = deviceFiles(candidates())): Promise<string> {
  const binding = native();
  const tried: DeviceAttempt[] = [];
  for (const file of files) {
    try {
      await binding.loadDevice(file);
      return file;
    } catch (error) {
      const { existsSync } = process.getBuiltinModule('node:fs');
      tried.push(existsSync(file) ? failedAttempt(file, error) : { file, reason: 'there is no such file' });
    }
  }
  throw noDevice(tried);
}
