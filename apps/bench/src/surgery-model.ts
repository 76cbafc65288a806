// A model that is one table of bf16, and a tokenizer that has a token for each row; 131072 rows of 4096 are a gigabyte.

import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './locations.js';

export const tableWidth = 4096;

export interface SurgeryModel {
  readonly folder: string;
  readonly shard: string;
  /** Bytes before row 0. */
  readonly offset: number;
}

/** Made once and kept. REQUIRES: at least 256 rows, the tokens of bytes. */
export function surgeryModel(rows: number, width: number = tableWidth): SurgeryModel {
  const folder = path.join(cacheFolder, `surgery-model-${rows}-${width}`);
  const header = headerText(rows, width);
  if (!existsSync(folder)) {
    const beside = `${folder}.partial`;
    mkdirSync(beside, { recursive: true });
    writeTable(path.join(beside, 'model.safetensors'), header, rows * width * 2);
    writeFileSync(
      path.join(beside, 'config.json'),
      JSON.stringify({ ...config, hidden_size: width, vocab_size: rows }),
    );
    writeFileSync(path.join(beside, 'tokenizer.json'), JSON.stringify(tokenizer(rows)));
    renameSync(beside, folder);
  }
  return { folder, shard: path.join(folder, 'model.safetensors'), offset: 8 + header.length };
}

const config = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  tie_word_embeddings: true,
  torch_dtype: 'bfloat16',
};

function headerText(rows: number, width: number): string {
  const tensor = { dtype: 'BF16', shape: [rows, width], data_offsets: [0, rows * width * 2] };
  const text = JSON.stringify({ __metadata__: { format: 'pt' }, 'model.embed_tokens.weight': tensor });
  return text.padEnd(Math.ceil(text.length / 8) * 8);
}

/** Numbers of either sign between 2^-8 and 2^-6, without a pattern that a processor could learn. */
function writeTable(file: string, header: string, bytes: number): void {
  const handle = openSync(file, 'w');
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(header.length));
  writeSync(handle, Buffer.concat([size, Buffer.from(header)]));
  const halves = new Uint16Array(tableWidth * 256);
  let state = 1;
  for (let written = 0; written < bytes; written += halves.byteLength) {
    for (let index = 0; index < halves.length; index++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      halves[index] = 0x3b80 | ((state >>> 16) & 0x81ff);
    }
    writeSync(handle, halves, 0, Math.min(halves.byteLength, bytes - written));
  }
  closeSync(handle);
}

/** GPT-2's letters for bytes, and as many more tokens as there are rows; no merges. */
function tokenizer(rows: number): object {
  const names = [...byteLetters(), ...Array.from({ length: rows - 256 }, (_, index) => `token${index}`)];
  const vocab = Object.fromEntries(names.map((name, id) => [name, id]));
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: { type: 'BPE', dropout: null, unk_token: null, vocab, merges: [] },
  };
}

function byteLetters(): string[] {
  const isVisible = (byte: number): boolean => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
  let hidden = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(isVisible(byte) ? byte : hidden++));
}
