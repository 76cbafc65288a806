// Rows that native code puts into columns, many at once, against the same rows added one by one.

import { createHash } from 'node:crypto';
import { RowCount } from '@tokengraft/tokenizer';
import { expect, test } from 'vitest';
import { createRandom } from '../../../../test/fixtures/random.js';
import { BlockBuilder, type RowForm } from './block-builder.js';
import { bytesOf, type OutputBlock } from './output-block.js';
import { headerWords, rowAt, rowWords } from './row-file.js';

const seed = Number(process.env['TG_DATASET_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const plain: RowForm = { packed: false, paired: false, padId: 9, padTo: 0, padToMultipleOf: 1, paddingSide: 'right' };
const forms: readonly RowForm[] = [
  plain,
  { ...plain, padTo: 40, paddingSide: 'left' },
  { ...plain, padToMultipleOf: 8 },
  { ...plain, padTo: 100_000 },
];

/** Words of rows, some of which native code leaves; the last is longer than a block. */
function randomRows(draw: (below: number) => number): Uint32Array {
  const lengths = [...Array.from({ length: 20_000 }, () => draw(40)), 300_000, 3];
  const words = new Uint32Array(lengths.reduce((sum, length) => sum + headerWords + 2 + length, 0));
  let at = 0;
  for (const length of lengths) {
    const [a, b] = [draw(length + 1), draw(length + 1)];
    words.set([length, 2, draw(50) === 0 ? 2 : 0], at);
    words.set([Math.min(a, b), Math.max(a, b)], at + headerWords);
    for (let id = 0; id < length; id++) words[at + headerWords + 2 + id] = draw(1 << 17);
    at += rowWords(words, at);
  }
  return words;
}

async function blocksOf(form: RowForm, words: Uint32Array, many: boolean): Promise<unknown[]> {
  const blocks: unknown[] = [];
  const builder = new BlockBuilder(form, async (block: OutputBlock) => {
    blocks.push(hashesOf(block));
  });
  const count = new RowCount();
  let taken = 0;
  for (let at = 0; at < words.length;) {
    if (many) builder.takeRows(words.subarray(at), count);
    at += count.words;
    taken += count.rows;
    if (at === words.length) break;
    await builder.addRow([rowAt(words, at)]);
    at += rowWords(words, at);
  }
  await builder.flush();
  expect(taken > 0).toBe(many);
  return blocks;
}

function hashesOf(block: OutputBlock): unknown {
  const hash = (values: Uint8Array): string => createHash('sha256').update(values).digest('hex');
  return Object.entries(block).map(([name, values]) => [name, hash(bytesOf(values as Int32Array))]);
}

test.each(forms)(`form %#: the blocks are those of rows added one by one, seed ${seed}`, async (form) => {
  const draw = createRandom(seed);
  const words = randomRows(draw).subarray(0, form.padTo > 1000 ? 2000 : undefined);
  const whole = form.padTo > 1000 ? words.subarray(0, wholeRows(words)) : words;
  expect(await blocksOf(form, whole, true)).toEqual(await blocksOf(form, whole, false));
});

function wholeRows(words: Uint32Array): number {
  let at = 0;
  while (at + rowWords(words, at) <= words.length) at += rowWords(words, at);
  return at;
}
