import { parentPort, workerData } from 'node:worker_threads';
import { listFiles } from './manifest.js';

parentPort?.postMessage(await listFiles(workerData as string));
