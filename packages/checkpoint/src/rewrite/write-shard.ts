// One file of weights with changed tensors: a new header, old bytes copied, new rows made in place.

import { open, rm } from 'node:fs/promises';

import { fileError } from '@tokengraft/documents';
import { native } from '@tokengraft/native';

import { fillPlanFor, keptRows, rowBytes } from '../matrix-change.js';
import { readSafetensorsHeader } from '../safetensors/read-header.js';
import { isTransposed, writeColumns } from '../transposed-tables.js';
import type { CopyWatch } from './copy-file.js';
import { copyRange, createFile, writeNatively } from './copy-file.js';
import type { ShardLayout, TensorChange, TensorFill } from './lay-out-shard.js';
import { layOutShard } from './lay-out-shard.js';

export interface ShardJob {
  readonly source: string;
  readonly target: string;
  readonly layout: ShardLayout;
  readonly threads: number;
}

/** Does not wait for the device. */
export async function writeShard({ source, target, layout, threads }: ShardJob, watch: CopyWatch): Promise<void> {
  await createFile(target, layout.header, layout.size);
  for (const range of layout.ranges) await copyRange(source, target, range, watch);
  for (const fill of layout.fills) {
    if (isTransposed(fill.tensor)) await writeTransposed(target, fill, { threads, watch });
    else await fillTensor(fill, { path: target, offset: fill.offset }, { threads, watch });
  }
  const copied = layout.ranges.reduce((sum, range) => sum + range.length, 0);
  watch.onBytes(layout.size - copied);
}

/** Writes the safetensors file `source` with changed tensors to the new file `target`, without waiting for the device. */
export async function rewriteTensors(
  source: string,
  target: string,
  changes: readonly TensorChange[],
  { threads, signal }: { readonly threads: number; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const header = await readSafetensorsHeader(source);
  const layout = layOutShard({ file: source, header }, new Map(changes.map((each) => [each.tensor.name, each])));
  await writeShard({ source, target, layout, threads }, { signal, onBytes: () => undefined });
}

interface Work {
  readonly threads: number;
  readonly watch: CopyWatch;
}

async function fillTensor(
  { tensor, change }: TensorFill,
  { path, offset }: { readonly path: string; readonly offset: number },
  { threads, watch }: Work,
): Promise<void> {
  const plan = fillPlanFor(tensor, change, path, offset);
  if (change.made !== undefined) return writeMade(change.made, { tensor, change, offset }, path);
  await writeNatively(path, watch.signal, (cancel) => native().fillRows(plan, threads, cancel));
}

/** Rows that are at hand; neighbours go in one call. */
async function writeMade(made: Uint8Array, { tensor, change, offset }: TensorFill, path: string): Promise<void> {
  const bytes = rowBytes(tensor);
  const rows = change.fill.map(({ row }) => row);
  const file = await open(path, 'r+');
  try {
    for (let begin = 0, end = 1; begin < rows.length; begin = end++) {
      while (end < rows.length && rows[end] === (rows[end - 1] ?? 0) + 1) end++;
      const position = offset + (rows[begin] ?? 0) * bytes;
      const run = made.subarray(begin * bytes, end * bytes);
      for (let done = 0; done < run.length;) {
        done += (await file.write(run, done, run.length - done, position + done)).bytesWritten;
      }
    }
  } catch (error) {
    throw fileError(error, 'write', path);
  } finally {
    await file.close();
  }
}

/** A table whose rows stand in columns is changed in a copy with rows, which is turned into its place. */
async function writeTransposed(target: string, fill: TensorFill, work: Work): Promise<void> {
  const { change, tensor, offset } = fill;
  const bytes = rowBytes(tensor);
  const upright = `${target}.rows`;
  await createFile(upright, new Uint8Array(), change.rows * bytes);
  for (const { from, to, count } of keptRows(change, tensor.matrix.rows)) {
    const range = {
      sourceOffset: tensor.matrix.offset + from * bytes,
      targetOffset: to * bytes,
      length: count * bytes,
    };
    await copyRange(tensor.matrix.path, upright, range, { signal: work.watch.signal, onBytes: () => undefined });
  }
  await fillTensor(fill, { path: upright, offset: 0 }, work);
  const shape = { rows: change.rows, width: tensor.matrix.width, dtype: tensor.dtype };
  await writeColumns({ ...shape, path: upright, offset: 0 }, target, offset);
  await rm(upright);
}
