// The file formats that data sets are written in.

import { huggingface } from './huggingface.js';
import { jsonl } from './jsonl.js';
import { llmc } from './llmc.js';
import { mds } from './mds.js';
import { megatron } from './megatron.js';
import { npy } from './npy.js';
import type { OutputFormat } from './output-format.js';
import { parquet } from './parquet.js';
import { webdataset } from './webdataset.js';

export const outputFormats = {
  hf: huggingface,
  parquet,
  megatron,
  npy,
  llmc,
  mds,
  webdataset,
  jsonl,
} as const satisfies Record<string, OutputFormat>;

export type OutputFormatName = keyof typeof outputFormats;

export const outputFormatNames: readonly OutputFormatName[] = Object.keys(outputFormats) as OutputFormatName[];
