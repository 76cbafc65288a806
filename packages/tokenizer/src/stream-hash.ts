// A fast checksum of bytes that come in pieces; not cryptographic.

import { native } from '@tokengraft/native';

export interface StreamHash {
  update(bytes: Uint8Array): void;
  /** 32 hexadecimal digits of what came so far. */
  digest(): string;
}

export function createStreamHash(): StreamHash {
  return new (native().StreamHash)();
}
