// The bytes with which a safetensors file begins.

import { TokengraftError } from '@tokengraft/errors';

import type { SafetensorsDtype } from './dtypes.js';
import { lengthBytes, maxHeaderLength } from './read-header.js';

/** A tensor to write; the data follows in the order of the list, without holes. */
export interface TensorToWrite {
  readonly name: string;
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  readonly byteLength: number;
}

/** Length and header, padded with spaces so that the data begins at a multiple of 8. */
export function encodeHeader(
  tensors: readonly TensorToWrite[],
  metadata: ReadonlyMap<string, string> | undefined,
): Uint8Array {
  const entries = metadata === undefined ? [] : [`"__metadata__":${JSON.stringify(Object.fromEntries(metadata))}`];
  let end = 0;
  for (const { name, dtype, shape, byteLength } of tensors) {
    const begin = end;
    end += byteLength;
    entries.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [begin, end] })}`);
  }
  const json = Buffer.from(`{${entries.join(',')}}`);
  const length = Math.ceil(json.length / 8) * 8;
  if (length > maxHeaderLength) {
    const message = `the header of ${tensors.length} tensors would have ${length} bytes, more than ${maxHeaderLength}`;
    throw new TokengraftError('limit', message, { length });
  }
  const bytes = Buffer.alloc(lengthBytes + length, ' ');
  bytes.writeBigUInt64LE(BigInt(length));
  json.copy(bytes, lengthBytes);
  return bytes;
}
