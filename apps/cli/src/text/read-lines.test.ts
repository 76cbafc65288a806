import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readLines } from './read-lines.js';
import { textInputs } from './read-text.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-lines-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function linesOf(content: string | Uint8Array) {
  const file = join(folder, 'text.txt');
  await writeFile(file, content);
  const lines: string[] = [];
  const firsts: number[] = [];
  for await (const batch of readLines(textInputs([file]), new AbortController().signal)) {
    firsts.push(batch.firstLine);
    lines.push(...batch.lines);
  }
  return { lines, firsts };
}

test.each([
  ['no line', '', []],
  ['one line with its end', 'a\n', ['a']],
  ['one line without its end', 'a', ['a']],
  ['an empty line', '\n', ['']],
  ['empty lines between', 'a\n\nb\n', ['a', '', 'b']],
  ['CRLF', 'a\r\nb\r\n', ['a', 'b']],
  ['a lone carriage return as text', 'a\rb\n', ['a\rb']],
])('%s', async (_, content, lines) => {
  expect((await linesOf(content)).lines).toEqual(lines);
});

test('lines of a file of several chunks, with their numbers', async () => {
  const expected = Array.from({ length: 200_000 }, (_, index) => `line ${index} with 中文 and 😀`);
  const { lines, firsts } = await linesOf(`${expected.join('\n')}\n`);
  expect(lines).toEqual(expected);
  expect(firsts.length).toBeGreaterThan(3);
  expect(firsts[0]).toBe(1);
});

test('a line longer than a chunk', async () => {
  const long = 'x'.repeat(3_000_000);
  expect((await linesOf(`a\n${long}\nb`)).lines).toEqual(['a', long, 'b']);
});

test('bytes that are no UTF-8 are refused with their line', async () => {
  const bytes = Buffer.concat([Buffer.from('one\ntwo\nth'), Buffer.of(0xc3, 0x28), Buffer.from('\nfour\n')]);
  await expect(linesOf(bytes)).rejects.toMatchObject({ code: 'bad-file', details: { line: 3 } });
});
