// Hashes of files on a thread of their own, beside the reading back of their content.

import { Worker } from 'node:worker_threads';
import type { ManifestFile } from './manifest.js';

export async function listFilesAside(folder: string): Promise<ManifestFile[]> {
  const worker = new Worker(new URL('./list-files-worker.js', import.meta.url), { workerData: folder });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the thread that hashes files ended with ${code}`)));
  });
}
