// The command from end to end: the main job as the README shows it, and what it answers when something is wrong.

import { appendFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { tokengraft } from './command.js';
import { namesIn, scratchFolder } from './scratch.js';
import { makeTinyModel } from './tiny-models.js';

const at = scratchFolder('cli');
const fixture = path.join(import.meta.dirname, '../fixtures/gpt2/tokenizer.json.gz');

beforeAll(() => {
  const tokenizer = JSON.parse(gunzipSync(readFileSync(fixture)).toString()) as object;
  makeTinyModel(at('model'), {
    layout: 'gpt2',
    width: 4,
    tokenizer: { size: 50257, files: { 'tokenizer.json': tokenizer } },
  });
  writeFileSync(at('terms.txt'), 'MyNewToken_1\nMyNewToken_2\nMyNewToken_1\n');
  writeFileSync(at('more.json'), '["electrocardiogram", {"content": "tachycardia", "single_word": true}]');
});

const tokens = (): string[] => ['--tokens', at('terms.txt'), at('more.json'), '--special', '<|eot|>'];

describe('the main job', () => {
  test('extends, verifies, and gives the ids that it reports', async () => {
    const run = await tokengraft(
      'extend',
      at('model'),
      ...tokens(),
      '--init',
      'subword-mean',
      '--out',
      at('out'),
      '--json',
    );
    expect(run).toMatchObject({ code: 0 });
    const report = JSON.parse(run.stdout) as {
      schemaVersion: number;
      plan: { tokens: { content: string; id: number }[] };
    };
    expect(report.schemaVersion).toBe(1);
    expect(report.plan.tokens.map(({ content, id }) => [content, id])).toEqual([
      ['MyNewToken_1', 50257],
      ['MyNewToken_2', 50258],
      ['electrocardiogram', 50259],
      ['tachycardia', 50260],
      ['<|eot|>', 50261],
    ]);
    writeFileSync(at('text.txt'), 'Sample text with MyNewToken_1 and MyNewToken_2. <|endoftext|>\n');
    const encoded = await tokengraft('encode', '-t', at('out'), at('text.txt'));
    expect(encoded.stdout.trim()).toBe('36674 2420 351 220 50257 290 220 50258 13 220 50256');
    expect(await tokengraft('verify', at('model'), at('out'))).toMatchObject({ code: 0 });
  });

  test('says what it did in lines a person reads', async () => {
    const { code, stdout } = await tokengraft('extend', at('model'), ...tokens(), '--out', at('readable'));
    expect(code).toBe(0);
    expect(stdout).toMatch(/50257/);
    expect(stdout).toMatch(/electrocardiogram/);
    expect(stdout).toContain(at('readable'));
    expect(stdout.split('\n').length).toBeLessThan(40);
  });

  test('--dry-run prints the plan and touches nothing', async () => {
    const before = namesIn(at());
    const { code, stdout } = await tokengraft('extend', at('model'), ...tokens(), '--dry-run', '--out', at('dry'));
    expect(code).toBe(0);
    expect(stdout).toMatch(/wte\.weight/);
    expect(namesIn(at())).toEqual(before);
  });
});

describe('exit codes', () => {
  beforeAll(async () => {
    const { code, stderr } = await tokengraft('extend', at('model'), ...tokens(), '--out', at('good'));
    if (code !== 0) throw new Error(stderr);
  });

  test('4: the result is not what it should be', async () => {
    cpSync(at('good'), at('bad'), { recursive: true });
    const file = at('bad', 'model.safetensors');
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    writeFileSync(file, bytes);
    const { code, stdout, stderr } = await tokengraft('verify', at('model'), at('bad'));
    expect(code).toBe(4);
    expect(stdout + stderr).toMatch(/untouched tensors/);
  });

  test.each([
    [
      '2: the target is full',
      2,
      () => ['extend', at('model'), '--token', 'x', '--out', at('good')],
      /exists and is not empty/,
    ],
    ['2: nothing to add', 2, () => ['extend', at('model'), '--out', at('none')], /nothing to add/],
    ['2: nowhere to write', 2, () => ['extend', at('model'), '--token', 'x'], /--out|output folder/],
    [
      '2: the model itself',
      2,
      () => ['extend', at('model'), '--token', 'x', '--out', at('model'), '--force'],
      /overlaps/,
    ],
    ['65: no model', 65, () => ['extend', at('nowhere'), '--token', 'x', '--out', at('none')], /nowhere/],
  ] as const)('%s', async (_, expected, args, message) => {
    const { code, stderr } = await tokengraft(...args());
    expect({ code, stderr }).toEqual({ code: expected, stderr: expect.stringMatching(message) as string });
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test('65: a shard that lies about its length names the file', async () => {
    cpSync(at('model'), at('longer'), { recursive: true });
    appendFileSync(at('longer', 'model.safetensors'), 'more');
    const { code, stderr } = await tokengraft('extend', at('longer'), '--token', 'x', '--out', at('none'));
    expect(code).toBe(65);
    expect(stderr).toContain('model.safetensors');
  });
});
