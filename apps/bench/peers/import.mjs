// Imports a peer as if from this folder: the benchmarks' own packages are installed here, away from the workspace.

import { createRequire } from 'node:module';

export const importPeer = (specifier) => import(specifier);
export const resolvePeer = (specifier) => createRequire(import.meta.url).resolve(specifier);
