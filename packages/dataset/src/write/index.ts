// The file formats that data sets are written in. Each is loaded by whoever uses it: Arrow's library alone takes a quarter of a
// second.

import type { OutputFormat } from './output-format.js';

const outputFormats = {
  hf: async () => (await import('./huggingface.js')).huggingface,
  parquet: async () => (await import('./parquet.js')).parquet,
  megatron: async () => (await import('./megatron.js')).megatron,
  npy: async () => (await import('./npy.js')).npy,
  llmc: async () => (await import('./llmc.js')).llmc,
  mds: async () => (await import('./mds.js')).mds,
  webdataset: async () => (await import('./webdataset.js')).webdataset,
  jsonl: async () => (await import('./jsonl.js')).jsonl,
} as const satisfies Record<string, () => Promise<OutputFormat>>;

export type OutputFormatName = keyof typeof outputFormats;

export const outputFormatNames: readonly OutputFormatName[] = Object.keys(outputFormats) as OutputFormatName[];

export function loadOutputFormat(name: OutputFormatName): Promise<OutputFormat> {
  return outputFormats[name]();
}
