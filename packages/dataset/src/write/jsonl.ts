import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isFile } from '@tokengraft/documents';
import { columnNames, rowOf, rowsOf, type OutputBlock } from '../rows/output-block.js';
import { FileSink } from './file-sink.js';
import type { OutputFormat } from './output-format.js';
import { blockOfRows } from './stored-block.js';

const file = 'data.jsonl';
const rowsPerBlock = 256;

/** A JSON object a line, its lists as trainers name them. */
export const jsonl: OutputFormat = {
  columns: columnNames,
  keepsRows: true,
  create: (folder) => {
    const sink = new FileSink(join(folder, file));
    return {
      write: async (block) => writeRows(sink, block),
      close: async () => sink.close(),
    };
  },
  read: readRows,
};

function writeRows(sink: FileSink, block: OutputBlock): void {
  for (let from = 0; from < rowsOf(block); from += rowsPerBlock) {
    const count = Math.min(rowsPerBlock, rowsOf(block) - from);
    const lines = Array.from({ length: count }, (_, at) => `${JSON.stringify(rowOf(block, from + at))}\n`);
    sink.write(lines.join(''));
  }
}

/** Of a folder, or of the one file that it may be instead. */
async function* readRows(place: string): AsyncGenerator<OutputBlock> {
  let rows: Record<string, unknown>[] = [];
  const input = createReadStream((await isFile(place)) ? place : join(place, file));
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    rows.push(JSON.parse(line) as Record<string, unknown>);
    if (rows.length < rowsPerBlock) continue;
    yield blockOfRows(rows);
    rows = [];
  }
  if (rows.length > 0) yield blockOfRows(rows);
}
