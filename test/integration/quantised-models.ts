// A tiny model with one packed tensor among the floats, as GPTQ writes it.

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeTinyModel } from './tiny-models.js';

/** Adds an I32 tensor of this name to a tiny Llama; answers with the folder. */
export function makeQuantised(folder: string, packed: string): string {
  makeTinyModel(folder, { layout: 'llama', config: { quantization_config: { quant_method: 'gptq', bits: 4 } } });
  const file = path.join(folder, 'model.safetensors');
  const bytes = readFileSync(file);
  const begin = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, begin)) as Record<string, unknown>;
  const end = bytes.length - begin;
  const entry = { dtype: 'I32', shape: [2, 2], data_offsets: [end, end + 16] };
  const text = Buffer.from(JSON.stringify({ ...header, [packed]: entry }));
  const padded = Buffer.concat([text, Buffer.alloc((8 - (text.length % 8)) % 8, ' ')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  writeFileSync(file, Buffer.concat([length, padded, bytes.subarray(begin), Buffer.alloc(16, 7)]));
  return folder;
}
