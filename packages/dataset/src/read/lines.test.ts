import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../../test/fixtures/random.js';
import { readLines, wholeStream, type Line, type LineRange } from './lines.js';

const seed = Number(process.env['TG_DATASET_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function linesOf(bytes: Buffer, range: LineRange, chunk = 7, most = 1000): Promise<(string | Line)[]> {
  const lines: (string | Line)[] = [];
  for await (const block of readLines(chunksOf(bytes, chunk), range, most)) lines.push(...block.lines);
  return lines;
}

/** A range as the reader of a file sees it: one byte before its beginning is read, too. */
async function rangeOf(bytes: Buffer, start: number, end: number, chunk: number): Promise<(string | Line)[]> {
  return linesOf(bytes.subarray(Math.max(0, start - 1)), { startsBefore: start > 0, length: end - start }, chunk);
}

test.each([
  ['nothing', '', []],
  ['one line without an end', 'a', ['a']],
  ['one line', 'a\n', ['a']],
  ['an empty line between', 'a\n\nb\n', ['a', '', 'b']],
  ['ends of Windows', 'a\r\nb\r\n', ['a', 'b']],
  ['a line longer than a chunk', `${'x'.repeat(50)}\nb`, ['x'.repeat(50), 'b']],
])('reads %s', async (_, text, lines) => {
  expect(await linesOf(Buffer.from(text), wholeStream)).toEqual(lines);
});

test(`any way of cutting a file gives the same lines, seed ${seed} (set TG_DATASET_SEED to repeat)`, async () => {
  const draw = createRandom(seed);
  for (let round = 0; round < 300; round++) {
    const text =
      Array.from({ length: draw(12) }, () => 'é'.repeat(draw(6)) + 'z'.repeat(draw(4))).join('\n') +
      '\n'.repeat(draw(3));
    const bytes = Buffer.from(text);
    const cuts = Array.from({ length: draw(5) }, () => draw(bytes.length + 1)).toSorted((a, b) => a - b);
    const edges = [0, ...cuts, bytes.length];
    const chunk = 1 + draw(9);
    const parts = await Promise.all(edges.slice(1).map(async (end, at) => rangeOf(bytes, edges[at] ?? 0, end, chunk)));
    expect({ text, edges, chunk, lines: parts.flat() }).toEqual({
      text,
      edges,
      chunk,
      lines: await linesOf(bytes, wholeStream),
    });
  }
});

test('every byte may be a boundary', async () => {
  const bytes = Buffer.from('ab\n\ncde\nf');
  for (let cut = 0; cut <= bytes.length; cut++) {
    const lines = [...(await rangeOf(bytes, 0, cut, 3)), ...(await rangeOf(bytes, cut, bytes.length, 3))];
    expect([cut, lines]).toEqual([cut, ['ab', '', 'cde', 'f']]);
  }
});

describe('a line that cannot be read costs itself only', () => {
  test('too long, whether it fits into a chunk or not', async () => {
    for (const chunk of [4, 1000]) {
      const lines = await linesOf(Buffer.from(`a\n${'x'.repeat(40)}\nb\n`), wholeStream, chunk, 20);
      expect(lines).toEqual([
        'a',
        { text: expect.stringMatching(/^x+$/), problem: 'the row is longer than 20 bytes' },
        'b',
      ]);
    }
  });

  test('not UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from('a\n'), Buffer.from([0xff, 0xfe, 0x0a]), Buffer.from('b\n')]);
    for (const chunk of [1, 1000]) {
      expect(await linesOf(bytes, wholeStream, chunk)).toEqual([
        'a',
        { text: '\ufffd\ufffd', problem: 'the row is not valid UTF-8' },
        'b',
      ]);
    }
  });
});
