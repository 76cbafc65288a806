import type { SafetensorsDtype } from './dtypes.js';

export interface StoredTensor {
  readonly name: string;
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  /** Bytes from the beginning of the file to the tensor. */
  readonly offset: number;
  readonly byteLength: number;
}

export interface SafetensorsHeader {
  readonly path: string;
  /** Bytes from the beginning of the file to the first tensor. */
  readonly dataOffset: number;
  readonly fileSize: number;
  /** `__metadata__`; undefined where the header has none. */
  readonly metadata: ReadonlyMap<string, string> | undefined;
  /** In the order of the header's text. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/** Reads and checks the header of a safetensors file; the data is not read. */
export declare function readSafetensorsHeader(path: string): Promise<SafetensorsHeader>;
