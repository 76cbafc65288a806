// SHA-256, of a module of Node.js that takes longer to load than a small tokenizer: only where something is hashed.

import type { Hash } from 'node:crypto';

export function newSha256(): Hash {
  return process.getBuiltinModule('node:crypto').createHash('sha256');
}

/** In hexadecimal. */
export function sha256(data: string | Uint8Array): string {
  return newSha256().update(data).digest('hex');
}
