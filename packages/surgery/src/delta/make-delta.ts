// What a changed model has that its base does not, in one small file.

import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  copyRange,
  createFile,
  encodeHeader,
  isTransposed,
  syncFile,
  vocabularyTensors,
  type Checkpoint,
  type CheckpointTensor,
  type TensorToWrite,
  type VocabularyTensor,
} from '@tokengraft/checkpoint';
import { fileError, syncFolder, writeFully } from '@tokengraft/documents';
import { TokengraftError, expectBoolean, expectSignal, expectString } from '@tokengraft/errors';
import { native, withCancel } from '@tokengraft/native';
import { optional, refuseUnknown, tableOptions, type TableOptions } from '../extend-options.js';
import { fingerprint, hashFiles } from '../recipe.js';
import { openModel, pathOf, type Model } from '../verify/verification.js';
import { factsToMetadata, type DeltaFacts } from './delta-format.js';
import { compareDigests, digestOf, digestRows } from './row-digests.js';
import { sumOfBytes, sumOfRanges, type Range } from './part-sums.js';
import { placeFile } from './place-file.js';

export interface DeltaOptions extends TableOptions {
  /** The file to write. */
  readonly out: string;
  /** Replaces an existing file. Default false. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
}

export interface DeltaReport {
  readonly schemaVersion: 1;
  readonly base: string;
  readonly model: string;
  readonly out: string;
  readonly bytes: number;
  readonly tensors: readonly { readonly tensor: string; readonly kept: number; readonly changed: number }[];
  readonly files: readonly string[];
}

/**
 * Writes what `model` has and `base` does not: changed rows of vocabulary tensors, changed files. `applyDelta` makes the model
 * again from the base.
 *
 * Fails with `unsupported` where another tensor differs, `target-exists`, and for folders that cannot be opened.
 */
export async function makeDelta(base: string, model: string, options: DeltaOptions): Promise<DeltaReport> {
  refuseUnknown(options, ['out', 'force', 'map', 'tie', 'signal']);
  const { signal, force = false } = options;
  const opening = { tables: tableOptions(options), signal: optional(expectSignal, 'options.signal', signal) };
  const out = path.resolve(expectString('options.out', options.out));
  const before = await openModel(expectString('base', base), opening);
  const after = await openModel(expectString('model', model), opening);
  await refuseOtherChanges(before.checkpoint, after.checkpoint, signal);
  const parts = await collectParts(before, after, signal);
  const bytes = await placeFile(out, expectBoolean('options.force', force), async (file) =>
    writeParts(file, parts, signal),
  );
  return {
    schemaVersion: 1,
    base: before.checkpoint.directory,
    model: after.checkpoint.directory,
    out,
    bytes,
    tensors: parts.tables,
    files: parts.pieces.filter(({ name }) => name.startsWith('file/')).map(({ name }) => name.slice('file/'.length)),
  };
}

/** A delta says nothing about the layers: they must be the base's. */
async function refuseOtherChanges(
  before: Checkpoint,
  after: Checkpoint,
  signal: AbortSignal | undefined,
): Promise<void> {
  const vocabulary = new Set(vocabularyTensors(before).map(({ name }) => name));
  for (const tensor of after.tensors.values()) {
    const old = before.tensors.get(tensor.name);
    if (old === undefined) throw otherTensor(tensor, 'is not in the base');
    if (vocabulary.has(tensor.name)) continue;
    const sameShape = old.dtype === tensor.dtype && old.shape.join() === tensor.shape.join();
    const difference = sameShape ? await firstDifference(before, after, { old, tensor, signal }) : 0;
    if (difference !== undefined) throw otherTensor(tensor, `differs from the base, first at byte ${difference}`);
  }
}

async function firstDifference(
  before: Checkpoint,
  after: Checkpoint,
  {
    old,
    tensor,
    signal,
  }: { readonly old: CheckpointTensor; readonly tensor: CheckpointTensor; readonly signal: AbortSignal | undefined },
): Promise<number | undefined> {
  return withCancel(signal, (cancel) =>
    native().compareRanges(
      pathOf(before, old),
      old.offset,
      pathOf(after, tensor),
      tensor.offset,
      old.byteLength,
      cancel,
    ),
  );
}

function otherTensor({ name }: CheckpointTensor, what: string): TokengraftError {
  const message = `${name} ${what}; a delta holds changes of vocabulary tensors only`;
  return new TokengraftError('unsupported', message, { tensor: name });
}

/** A tensor of the delta and where its bytes come from: memory, or ranges of a file. */
interface Piece extends TensorToWrite {
  readonly bytes?: Uint8Array;
  readonly source?: { readonly path: string; readonly ranges: readonly Range[] };
}

interface Parts {
  readonly pieces: readonly Piece[];
  readonly facts: DeltaFacts;
  readonly tables: DeltaReport['tensors'];
}

async function collectParts(before: Model, after: Model, signal: AbortSignal | undefined): Promise<Parts> {
  const digests: Record<string, string> = {};
  const tables: { tensor: string; kept: number; changed: number }[] = [];
  const pieces: Piece[] = [];
  const old = new Map(vocabularyTensors(before.checkpoint).map((tensor) => [tensor.name, tensor]));
  for (const tensor of vocabularyTensors(after.checkpoint)) {
    const was = old.get(tensor.name);
    if (was === undefined) throw otherTensor(tensor, 'is not in the base');
    const table = await compareTable(was, tensor, { folder: after.checkpoint, signal });
    pieces.push(...table.pieces);
    tables.push({ tensor: tensor.name, kept: tensor.matrix.rows - table.changed, changed: table.changed });
    if (table.digest !== undefined) digests[tensor.name] = table.digest;
  }
  const { pieces: files, hashes } = await collectFiles(before.checkpoint, after.checkpoint);
  const base = await fingerprint(before.checkpoint, before.tokenizer);
  const all = [...pieces, ...files];
  const parts = await sumsOf(all, signal);
  return { pieces: all, facts: { base, tables: digests, files: hashes, parts }, tables };
}

async function sumsOf(
  pieces: readonly Piece[],
  signal: AbortSignal | undefined,
): Promise<Readonly<Record<string, string>>> {
  const sums: Record<string, string> = {};
  for (const { name, bytes, source } of pieces) {
    sums[name] =
      bytes === undefined ? await sumOfRanges(source?.path ?? '', source?.ranges ?? [], signal) : sumOfBytes(bytes);
  }
  return sums;
}

async function compareTable(
  was: VocabularyTensor,
  is: VocabularyTensor,
  { folder, signal }: { readonly folder: Checkpoint; readonly signal: AbortSignal | undefined },
): Promise<{ readonly pieces: Piece[]; readonly changed: number; readonly digest?: string }> {
  const { name, dtype, matrix } = is;
  const stored = pathOf(folder, is);
  if (isTransposed(is)) {
    const source = { path: stored, ranges: [{ offset: is.offset, length: is.byteLength }] };
    return {
      pieces: [{ name: `whole/${name}`, dtype, shape: is.shape, byteLength: is.byteLength, source }],
      changed: matrix.rows,
    };
  }
  const [old, fresh] = [await digestRows(was, signal), await digestRows(is, signal)];
  const { moves, rows } = was.dtype === is.dtype ? compareDigests(old, fresh) : { moves: [], rows: [...fresh.keys()] };
  const rowBytes = is.byteLength / matrix.rows;
  const ranges = rows.map((row) => ({ offset: matrix.offset + row * rowBytes, length: rowBytes }));
  const values = { dtype, shape: [rows.length, matrix.width], byteLength: rows.length * rowBytes };
  const pieces: Piece[] = [
    integers(
      `moves/${name}`,
      [moves.length, 3],
      moves.flatMap(({ from, to, count }) => [from, to, count]),
    ),
    integers(`rows/${name}`, [rows.length], rows),
    { name: `values/${name}`, ...values, source: { path: matrix.path, ranges } },
  ];
  return { pieces, changed: rows.length, digest: digestOf(old) };
}

function integers(name: string, shape: readonly number[], values: readonly number[]): Piece {
  const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return { name, dtype: 'I64', shape, byteLength: bytes.length, bytes };
}

/** Headers of shards, and every other file that the base does not have just so. */
async function collectFiles(before: Checkpoint, after: Checkpoint) {
  const shards = new Set(after.shards.map(({ file }) => file));
  const hashes = await hashFiles(after.directory, new Set([...shards, ...after.leftovers]), []);
  const theirs = await hashFiles(before.directory, new Set(before.shards.map(({ file }) => file)), []);
  const pieces: Piece[] = [];
  for (const { file, header } of after.shards) {
    pieces.push(raw(`header/${file}`, await readStart(header.path, header.dataOffset)));
  }
  for (const [file, hash] of Object.entries(hashes)) {
    if (theirs[file] === hash) continue;
    pieces.push(raw(`file/${file}`, await readFile(path.join(after.directory, file))));
  }
  return { pieces, hashes };
}

async function readStart(file: string, length: number): Promise<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    const bytes = new Uint8Array(length);
    await handle.read(bytes, 0, length, 0);
    return bytes;
  } catch (error) {
    throw fileError(error, 'read', file);
  } finally {
    await handle.close();
  }
}

function raw(name: string, bytes: Uint8Array): Piece {
  return { name, dtype: 'U8', shape: [bytes.length], byteLength: bytes.length, bytes };
}

/** Answers with the size of the file. */
async function writeParts(file: string, { pieces, facts }: Parts, signal: AbortSignal | undefined): Promise<number> {
  const ordered = pieces.toSorted((a, b) => alignment(b) - alignment(a) || (a.name < b.name ? -1 : 1));
  const header = encodeHeader(ordered, factsToMetadata(facts));
  let offset = header.length;
  const size = ordered.reduce((sum, { byteLength }) => sum + byteLength, offset);
  await createFile(file, header, size);
  for (const piece of ordered) {
    await writePiece(file, offset, piece, signal);
    offset += piece.byteLength;
  }
  await syncFile(file);
  await syncFolder(path.dirname(file));
  return size;
}

/** The widest types first, as the format asks for. */
function alignment({ dtype }: Piece): number {
  return { I64: 8, F32: 4, U8: 1 }[dtype as string] ?? 2;
}

async function writePiece(
  file: string,
  offset: number,
  { bytes, source }: Piece,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (bytes !== undefined) {
    const handle = await open(file, 'r+');
    try {
      await writeFully(handle, bytes, { path: file, position: offset });
    } finally {
      await handle.close();
    }
    return;
  }
  let targetOffset = offset;
  for (const { offset: sourceOffset, length } of source?.ranges ?? []) {
    const watch = { signal, onBytes: () => undefined };
    await copyRange(source?.path ?? '', file, { sourceOffset, targetOffset, length }, watch);
    targetOffset += length;
  }
}
