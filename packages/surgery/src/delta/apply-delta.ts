// A model made again from its base and a delta, to the byte.

import { open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import {
  copyRange,
  createFile,
  readSafetensorsHeader,
  syncFile,
  vocabularyTensors,
  type Checkpoint,
  type SafetensorsHeader,
  type StoredTensor,
} from '@tokengraft/checkpoint';
import { fileError, writeFileBeside } from '@tokengraft/documents';
import { TokengraftError, expectBoolean, expectSignal, expectString } from '@tokengraft/errors';
import { optional, refuseUnknown, tableOptions } from '../extend-options.js';
import { createOutputFolder } from '../output-folder.js';
import { fingerprint, hashFiles } from '../recipe.js';
import { openModel, pathOf, type Model } from '../verify/verification.js';
import { factsOf, type DeltaFacts } from './delta-format.js';
import type { DeltaOptions } from './make-delta.js';
import { proveParts } from './part-sums.js';
import { digestOf, digestRows } from './row-digests.js';

export interface AppliedDelta {
  readonly schemaVersion: 1;
  readonly base: string;
  readonly delta: string;
  readonly out: string;
  readonly files: readonly string[];
}

/**
 * Writes the model that the delta in the file `delta` was made of, from its `base`, to the folder `options.out` in one step.
 *
 * Fails with `bad-argument` for another base, `bad-file` for a file that is no delta or lies, `verification-failed` where the
 * result is not what the delta was made of.
 */
export async function applyDelta(base: string, delta: string, options: DeltaOptions): Promise<AppliedDelta> {
  refuseUnknown(options, ['out', 'force', 'map', 'tie', 'signal']);
  const { force = false } = options;
  const signal = optional(expectSignal, 'options.signal', options.signal);
  const out = expectString('options.out', options.out);
  const model = await openModel(expectString('base', base), { tables: tableOptions(options), signal });
  const header = await readSafetensorsHeader(expectString('delta', delta));
  const facts = factsOf(header);
  await refuseOtherBase(model, facts, signal);
  await proveParts(header, facts.parts, signal);
  const { checkpoint } = model;
  const output = await createOutputFolder(out, {
    source: checkpoint.directory,
    force: expectBoolean('options.force', force),
  });
  try {
    await writeFiles(output.folder, { checkpoint, header, facts });
    await writeShards(output.folder, { checkpoint, header, signal });
    await proveFiles(output.folder, header, facts);
    await output.commit();
    return { schemaVersion: 1, base: checkpoint.directory, delta, out: output.target, files: Object.keys(facts.files) };
  } catch (error) {
    await output.discard().catch(() => undefined);
    throw error;
  }
}

async function refuseOtherBase({ checkpoint, tokenizer }: Model, facts: DeltaFacts, signal: AbortSignal | undefined) {
  const refuse = (what: string): TokengraftError => {
    const message = `${checkpoint.directory} is not the base of this delta: ${what}`;
    return new TokengraftError('bad-argument', message, { base: checkpoint.directory });
  };
  if ((await fingerprint(checkpoint, tokenizer)) !== facts.base) {
    throw refuse('its configuration, tokenizer or tensors are others');
  }
  for (const tensor of vocabularyTensors(checkpoint)) {
    const stated = facts.tables[tensor.name];
    if (stated === undefined) continue;
    if (digestOf(await digestRows(tensor, signal)) !== stated) throw refuse(`${tensor.name} has other values`);
  }
}

interface Job {
  readonly checkpoint: Checkpoint;
  readonly header: SafetensorsHeader;
  readonly signal: AbortSignal | undefined;
}

/** A name comes from a file that anyone may have written: it must not lead out of the folder. */
function plainName(name: string, header: SafetensorsHeader): string {
  if (name !== '' && name !== '.' && name !== '..' && !/[/\\\0]/.test(name)) return name;
  const message = `${header.path} names the file ${JSON.stringify(name)}, which is no name in a folder`;
  throw new TokengraftError('bad-file', message, { file: header.path });
}

async function writeFiles(
  folder: string,
  {
    checkpoint,
    header,
    facts,
  }: { readonly checkpoint: Checkpoint; readonly header: SafetensorsHeader; readonly facts: DeltaFacts },
): Promise<void> {
  for (const name of Object.keys(facts.files)) {
    const file = plainName(name, header);
    const stored = header.tensors.get(`file/${file}`);
    const bytes =
      stored === undefined
        ? await readAll(path.join(checkpoint.directory, file))
        : await readPart(header.path, stored.offset, stored.byteLength);
    await writeFileBeside(path.join(folder, file), bytes);
  }
}

async function writeShards(folder: string, job: Job): Promise<void> {
  for (const stored of job.header.tensors.values()) {
    if (!stored.name.startsWith('header/')) continue;
    const file = path.join(folder, plainName(stored.name.slice('header/'.length), job.header));
    const start = await readPart(job.header.path, stored.offset, stored.byteLength);
    await writeFileBeside(file, start);
    await writeShard(file, start, job);
  }
}

/** The header says what lies where; the file must reach as far as it says before it can be read as one. */
async function writeShard(file: string, start: Uint8Array, job: Job): Promise<void> {
  const size = shardSize(start, job.header);
  await rm(file);
  await createFile(file, start, size);
  const { tensors } = await readSafetensorsHeader(file);
  for (const tensor of tensors.values()) await writeTensor(file, tensor, job);
  await syncFile(file);
}

function shardSize(start: Uint8Array, header: SafetensorsHeader): number {
  try {
    const entries = JSON.parse(Buffer.from(start.subarray(8)).toString('utf8')) as Record<
      string,
      { data_offsets?: [number, number] }
    >;
    const ends = Object.values(entries).map(({ data_offsets: offsets }) => offsets?.[1] ?? 0);
    return start.length + ends.reduce((most, end) => Math.max(most, end), 0);
  } catch (error) {
    throw new TokengraftError(
      'bad-file',
      `${header.path} holds a header that is no JSON`,
      { file: header.path },
      { cause: error },
    );
  }
}

async function writeTensor(file: string, target: StoredTensor, { checkpoint, header, signal }: Job): Promise<void> {
  const watch = { signal, onBytes: () => undefined };
  const whole = header.tensors.get(`whole/${target.name}`);
  const moves = header.tensors.get(`moves/${target.name}`);
  const base = checkpoint.tensors.get(target.name);
  if (whole !== undefined || moves === undefined) {
    const source = whole ?? base;
    if (source === undefined || source.byteLength !== target.byteLength) throw lies(header, target.name);
    const from = whole === undefined && base !== undefined ? pathOf(checkpoint, base) : header.path;
    const range = { sourceOffset: source.offset, targetOffset: target.offset, length: target.byteLength };
    return copyRange(from, file, range, watch);
  }
  if (base === undefined) throw lies(header, target.name);
  return writeTable(file, target, { base: { ...base, path: pathOf(checkpoint, base) }, header, watch });
}

interface TableJob {
  readonly base: StoredTensor & { readonly path: string };
  readonly header: SafetensorsHeader;
  readonly watch: Parameters<typeof copyRange>[3];
}

async function writeTable(file: string, target: StoredTensor, { base, header, watch }: TableJob): Promise<void> {
  const rowBytes = rowBytesOf(target);
  const moves = await readIntegers(header, `moves/${target.name}`);
  for (let at = 0; at + 2 < moves.length; at += 3) {
    const [from = 0, to = 0, count = 0] = moves.slice(at, at + 3);
    const inside = (from + count) * rowBytes <= base.byteLength && (to + count) * rowBytes <= target.byteLength;
    if (!inside || Math.min(from, to, count) < 0) throw lies(header, target.name);
    const range = { sourceOffset: base.offset + from * rowBytes, targetOffset: target.offset + to * rowBytes };
    await copyRange(base.path, file, { ...range, length: count * rowBytes }, watch);
  }
  const rows = await readIntegers(header, `rows/${target.name}`);
  const values = header.tensors.get(`values/${target.name}`);
  if (values?.byteLength !== rows.length * rowBytes) throw lies(header, target.name);
  for (const [index, row] of rows.entries()) {
    if (row < 0 || (row + 1) * rowBytes > target.byteLength) throw lies(header, target.name);
    const range = { sourceOffset: values.offset + index * rowBytes, targetOffset: target.offset + row * rowBytes };
    await copyRange(header.path, file, { ...range, length: rowBytes }, watch);
  }
}

/** Of a vector, and of a bias [1, rows], each value is a row. */
function rowBytesOf({ shape, byteLength }: StoredTensor): number {
  const [first = 1, second] = shape;
  const rows = second !== undefined && first === 1 ? second : first;
  return byteLength / Math.max(rows, 1);
}

async function readIntegers(header: SafetensorsHeader, name: string): Promise<number[]> {
  const stored = header.tensors.get(name);
  if (stored?.dtype !== 'I64') throw lies(header, name);
  const bytes = await readPart(header.path, stored.offset, stored.byteLength);
  return Array.from(new BigInt64Array(bytes.buffer), Number);
}

function lies(header: SafetensorsHeader, name: string): TokengraftError {
  const message = `${header.path} does not hold what it says about ${name}; fetch it again`;
  return new TokengraftError('bad-file', message, { file: header.path, tensor: name });
}

async function proveFiles(folder: string, header: SafetensorsHeader, { files }: DeltaFacts): Promise<void> {
  const shards = [...header.tensors.keys()].flatMap((name) => (name.startsWith('header/') ? [name.slice(7)] : []));
  const found = await hashFiles(folder, new Set(shards), []);
  const wrong = Object.keys(files).find((name) => files[name] !== found[name]);
  if (wrong === undefined) return;
  const message = `${wrong} is not the file that the delta was made of; the base has another one; nothing was written`;
  throw new TokengraftError('verification-failed', message, { file: wrong });
}

async function readAll(file: string): Promise<Uint8Array> {
  return readFile(file).catch((error: unknown) => {
    throw fileError(error, 'read', file);
  });
}

async function readPart(file: string, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const handle = await open(file, 'r');
    try {
      const bytes = new Uint8Array(length);
      await handle.read(bytes, 0, length, offset);
      return bytes;
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileError(error, 'read', file);
  }
}
