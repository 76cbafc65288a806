// Rows of a finished data set with their text, for people to look at.

import { join } from 'node:path';
import { loadTokenizer, type Tokenizer } from '@tokengraft/tokenizer';
import { readManifest, type DatasetManifest } from '../merge/manifest.js';
import { ignored, rowsOf, type OutputBlock } from '../rows/output-block.js';
import { loadOutputFormat } from '../write/index.js';

/** What an id is to the trainer. */
export type PieceKind = 'special' | 'context' | 'supervised' | 'padding';

export interface ShownPiece {
  readonly kind: PieceKind;
  readonly text: string;
  readonly ids: number;
}

export interface ShownRow {
  readonly split: string;
  readonly index: number;
  readonly ids: number;
  readonly supervised: number;
  /** Of packed rows: the lengths of the documents in it. */
  readonly documents?: readonly number[];
  readonly chosen?: boolean;
  readonly pieces: readonly ShownPiece[];
}

export interface SampleOptions {
  readonly split?: string | undefined;
  /** The first row, counted from 0. */
  readonly from?: number | undefined;
  readonly count?: number | undefined;
  /** Another place of the tokenizer than the manifest's. */
  readonly tokenizer?: string | undefined;
}

export interface DatasetSample {
  readonly manifest: DatasetManifest;
  readonly rows: readonly ShownRow[];
}

/** Reads rows of the data set at `place`, a folder or a single file. Formats without rows are cut into ones of the longest length. */
export async function sampleDataset(place: string, options: SampleOptions = {}): Promise<DatasetSample> {
  const { from = 0, count = 3, split = 'train' } = options;
  const manifest = await readManifest(place);
  const { path, pattern } = manifest.tokenizer;
  const tokenizer = await loadTokenizer(options.tokenizer ?? path, pattern === undefined ? {} : { pattern });
  const chosen = manifest.splits.find(({ name }) => name === split) ?? manifest.splits[0];
  const specials = new Set(tokenizer.specialTokens.map(({ id }) => id));
  const rows: ShownRow[] = [];
  let index = 0;
  for await (const block of blocksOf(manifest, chosen?.folder === '.' ? place : join(place, chosen?.folder ?? '.'))) {
    for (let row = 0; row < rowsOf(block) && rows.length < count; row++, index++) {
      if (index >= from) rows.push(showRow(block, row, { tokenizer, specials, split: chosen?.name ?? split, index }));
    }
    if (rows.length >= count) break;
  }
  return { manifest, rows };
}

async function* blocksOf({ format, facts }: DatasetManifest, place: string): AsyncGenerator<OutputBlock> {
  const { keepsRows, read } = await loadOutputFormat(format);
  for await (const block of read(place)) yield keepsRows ? block : cutIntoRows(block, facts.maxLength);
}

function cutIntoRows(block: OutputBlock, length: number): OutputBlock {
  const ids = block.inputIds.length;
  const rows = Math.ceil(ids / length);
  return { ...block, offsets: Uint32Array.from({ length: rows + 1 }, (_, row) => Math.min(ids, row * length)) };
}

interface RowPlace {
  readonly tokenizer: Tokenizer;
  readonly specials: ReadonlySet<number>;
  readonly split: string;
  readonly index: number;
}

function showRow(block: OutputBlock, row: number, { tokenizer, specials, split, index }: RowPlace): ShownRow {
  const [begin, end] = [block.offsets[row] ?? 0, block.offsets[row + 1] ?? 0];
  const kinds = Array.from({ length: end - begin }, (_, at) => kindOf(block, begin + at, specials));
  const pieces: ShownPiece[] = [];
  for (let at = 0; at < kinds.length;) {
    let to = at + 1;
    while (to < kinds.length && kinds[to] === kinds[at]) to++;
    const ids = block.inputIds.subarray(begin + at, begin + to);
    pieces.push({ kind: kinds[at] ?? 'context', text: tokenizer.decode(Uint32Array.from(ids)), ids: to - at });
    at = to;
  }
  const { seqOffsets, seqLengths, chosen } = block;
  return {
    split,
    index,
    ids: end - begin,
    supervised: pieces.reduce((sum, piece) => sum + (piece.kind === 'supervised' ? piece.ids : 0), 0),
    ...(seqOffsets === undefined || seqLengths === undefined
      ? {}
      : { documents: [...seqLengths.subarray(seqOffsets[row], seqOffsets[row + 1])] }),
    ...(chosen === undefined ? {} : { chosen: chosen[row] === 1 }),
    pieces,
  };
}

function kindOf(
  { attentionMask, labels, inputIds }: OutputBlock,
  at: number,
  specials: ReadonlySet<number>,
): PieceKind {
  if (attentionMask[at] === 0) return 'padding';
  if (labels[at] !== ignored) return 'supervised';
  return specials.has(inputIds[at] ?? -1) ? 'special' : 'context';
}
