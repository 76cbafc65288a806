// encode, decode and count as stories: GPT-2's tokenizer, real files, the built command.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli, type RunOptions } from '../../../../test/fixtures/run-cli.js';
import { unpackGpt2 } from '../../../../test/fixtures/unpack-gpt2.js';

let folder: string;
let gpt2: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokengraft-cli-'));
  gpt2 = await unpackGpt2(folder);
});
afterAll(() => rm(folder, { recursive: true }));

/** The output of a command that must succeed and say nothing else. */
function output(args: readonly string[], options: RunOptions = {}): string {
  const { code, stdout, stderr } = runCli([...args, '-t', gpt2], options);
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
}

async function file(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

const fact = 'Hello, MyNewToken_1 is a new token. <|endoftext|>';
const factIds = '15496 11 2011 3791 30642 62 16 318 257 649 11241 13 220 50256';

describe('encode', () => {
  test('a line an input line', () => {
    expect(output(['encode'], { input: `${fact}\n\r\nHello\r\nend` })).toBe(`${factIds}\n\n15496\n437\n`);
  });

  test('nothing gives nothing', () => {
    expect(output(['encode'])).toBe('');
  });

  test('files in their order, - as standard input', async () => {
    const [one, two] = [await file('one.txt', 'one\n'), await file('two.txt', 'two')];
    expect(output(['encode', one, '-', two], { input: 'end\n' })).toBe('505\n437\n11545\n');
  });

  test.each([
    ['match', '437 50256\n'],
    ['literal', '437 27 91 437 1659 5239 91 29\n'],
  ])('special tokens in the text: %s', (special, ids) => {
    expect(output(['encode', '--special', special], { input: 'end<|endoftext|>\n' })).toBe(ids);
  });

  test('special tokens that are refused are named with file and line', async () => {
    const text = await file('hostile.txt', 'fine\nnot <|endoftext|>\n');
    const { code, stderr } = runCli(['encode', '-t', gpt2, '--special', 'refuse', text]);
    expect(code).toBe(65);
    expect(stderr).toContain(`${text}: line 2: `);
    expect(stderr).toContain('<|endoftext|>');
  });

  test('JSON lines with tokens and offsets', () => {
    const input = '"a 😀"\n\n{"text": "a", "pair": "b"}\n{"text": "", "pair": null}\n';
    const lines = output(['encode', '--jsonl', '--with-tokens', '--offsets', 'codepoint'], { input })
      .trim()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        ids: [64, 30325, 222],
        tokens: ['a', 'ĠðŁĺ', 'Ģ'],
        offsets: [
          [0, 1],
          [1, 3],
          [2, 3],
        ],
      },
      {
        ids: [64, 65],
        tokens: ['a', 'b'],
        offsets: [
          [0, 1],
          [0, 1],
        ],
      },
      { ids: [], tokens: [], offsets: [] },
    ]);
  });

  test('--json is one object', () => {
    expect(JSON.parse(output(['encode', '--json'], { input: 'one\ntwo\n' }))).toEqual({
      schemaVersion: 1,
      lines: [{ ids: [505] }, { ids: [11545] }],
    });
    expect(JSON.parse(output(['encode', '--json']))).toEqual({ schemaVersion: 1, lines: [] });
  });

  test.each([
    ['a number', '7', 'expected a JSON string or {"text": "…", "pair"?: "…"}, found 7'],
    ['half a line', '{"text": "a"', 'found {"text": "a"'],
    ['a text that is none', '{"text": 7}', 'found {"text": 7}'],
    ['a pair that is none', '{"text": "a", "pair": 7}', 'found {"text"'],
  ])('a JSON line that is %s is named with its place', (_, line, message) => {
    const { code, stderr } = runCli(['encode', '-t', gpt2, '--jsonl'], { input: `"fine"\n${line}\n` });
    expect(code).toBe(65);
    expect(stderr).toContain('standard input: line 2: ');
    expect(stderr).toContain(message);
  });

  test('a hundred thousand lines give the ids of each, on any number of threads', async () => {
    const lines = Array.from({ length: 100_000 }, (_, index) => `Line ${index} — don't stop, 中文 😀`);
    const text = await file('many.txt', lines.join('\n'));
    const one = output(['encode', text, '--threads', '1']);
    expect(output(['encode', text, '--threads', '3'])).toBe(one);
    expect(output(['decode'], { input: one })).toBe(`${lines.join('\n')}\n`);
  });

  test('a reader that has gone ends it quietly', async () => {
    const text = await file('long.txt', 'word '.repeat(20).concat('\n').repeat(50_000));
    const program = join(import.meta.dirname, '../../bin/tokengraft.js');
    const child = spawn(process.execPath, [program, 'encode', '-t', gpt2, text], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (part: string) => (stderr += part));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const [code] = (await once(child, 'close')) as [number | null];
    expect([code, stderr]).toEqual([0, '']);
  });
});

describe('decode', () => {
  test.each([
    ['spaces', factIds],
    ['commas', factIds.replaceAll(' ', ', ')],
    ['brackets', `[${factIds.replaceAll(' ', ',')}]`],
  ])('ids between %s', (_, line) => {
    expect(output(['decode'], { input: `${line}\n` })).toBe(`${fact}\n`);
  });

  test('without special tokens', () => {
    expect(output(['decode', '--skip-special-tokens'], { input: '437 50256' })).toBe('end\n');
  });

  test('JSON lines', () => {
    expect(output(['decode', '--jsonl'], { input: '[437]\n{"ids": [15496, 11], "more": 1}\n' })).toBe(
      '{"text":"end"}\n{"text":"Hello,"}\n',
    );
  });

  test('--json is one object', () => {
    expect(JSON.parse(output(['decode', '--json'], { input: '437' }))).toEqual({
      schemaVersion: 1,
      lines: [{ text: 'end' }],
    });
  });

  test.each([
    ['a word', 'end', []],
    ['a negative number', '-1', []],
    ['a number beyond 32 bits', '4294967296', []],
    ['a string', '"437"', ['--jsonl']],
    ['a fraction', '[1.5]', ['--jsonl']],
  ])('%s is no id', (_, line, options) => {
    const { code, stderr } = runCli(['decode', '-t', gpt2, ...options], {
      input: `437\n`.replace('437', options.length > 0 ? '[437]' : '437') + line,
    });
    expect(code).toBe(65);
    expect(stderr).toContain('standard input: line 2: expected ');
  });
});

describe('count', () => {
  const text = 'Hello, world!\nfür 😀 Ångström\n';

  test('a table for people', async () => {
    const [one, two] = [await file('a.txt', text), await file('empty.txt', '')];
    const lines = output(['count', one, two]).trimEnd().split('\n');
    expect(lines[0]).toMatch(/^file +tokens +bytes +characters +words +tokens\/word$/);
    expect(lines[1]).toMatch(/a\.txt +16 +35 +29 +5 +3\.20$/);
    expect(lines[2]).toMatch(/empty\.txt +0 +0 +0 +0 +–$/);
    expect(lines[3]).toMatch(/^total +16 +35 +29 +5 +3\.20$/);
    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  });

  test('an object for programs', async () => {
    const one = await file('a.txt', text);
    const counted = { tokens: 16, bytes: 35, characters: 29, words: 5, tokensPerWord: 3.2 };
    expect(JSON.parse(output(['count', one, '--json']))).toEqual({
      schemaVersion: 1,
      files: [{ file: one, ...counted }],
      total: counted,
    });
  });

  test('a big file in a stream as the whole', async () => {
    const big = Array.from({ length: 120_000 }, (_, index) => `Line ${index}: we're  here, 中文。\n`).join('');
    const path = await file('big.txt', big);
    const { files } = JSON.parse(output(['count', path, '--json'])) as { files: { tokens: number; bytes: number }[] };
    const { lines } = JSON.parse(output(['encode', '--jsonl', '--json'], { input: JSON.stringify(big) })) as {
      lines: { ids: number[] }[];
    };
    expect(files).toMatchObject([{ tokens: lines[0]?.ids.length, bytes: Buffer.byteLength(big) }]);
  });

  test('on a device, for which the processor may stand in, the same counts', async () => {
    const path = await file('device.txt', `${text}${fact}\n`.repeat(5000));
    const env = { TOKENGRAFT_DEVICE: 'processor' };
    expect(output(['count', path, '--json', '--device', 'cuda'], { env })).toBe(output(['count', path, '--json']));
    expect(output(['count', path, '--json', '--device', 'cpu'])).toBe(output(['count', path, '--json']));
  });

  test('a device that is not there is named with what to do', async () => {
    const path = await file('a.txt', text);
    const missing = join(folder, 'no-device.so');
    const { code, stderr } = runCli(['count', '-t', gpt2, path, '--device', 'cuda'], {
      env: { TOKENGRAFT_DEVICE: missing },
    });
    expect(code).toBe(65);
    for (const part of ['error: no CUDA device', missing, 'nvcc']) expect(stderr).toContain(part);
  });

  test('bytes that are no UTF-8 are named with file and line', async () => {
    const path = await file('latin1.txt', Buffer.from('one\nstra\xdfe\n', 'latin1'));
    const { code, stderr } = runCli(['count', '-t', gpt2, path]);
    expect([code, stderr]).toEqual([
      65,
      `error: ${path}: line 2 is not valid UTF-8; convert the file to UTF-8 first\n`,
    ]);
  });
});

describe('a tokenizer that cannot be opened', () => {
  test.each([
    ['encode', ['encode']],
    ['decode', ['decode']],
    ['count', ['count']],
    ['inspect', ['inspect']],
  ])('%s says why', async (name, args) => {
    const broken = await file('broken.json', '{"model": {"type": "BPE", "vocab": {"a": 0');
    const all = name === 'inspect' ? [...args, broken] : [...args, '-t', broken];
    const { code, stderr } = runCli(all);
    expect(code).toBe(65);
    expect(stderr).toContain('broken.json');
  });
});
