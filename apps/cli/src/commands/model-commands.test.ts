// inspect, extend and verify as stories on tiny models, through the built command.

import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../../../../test/fixtures/run-cli.js';
import { makeTinyModel } from '../../../../test/integration/tiny-models.js';

let root: string;
let folder: string;
let number = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'tokengraft-cli-'));
});
beforeEach(async () => {
  folder = join(root, `story-${++number}`);
  makeTinyModel(join(folder, 'model'), { layout: 'llama', shards: 2 });
  await writeFile(join(folder, 'terms.txt'), 'cardiogram\nhello world\ncardiogram\n');
  await writeFile(join(folder, 'more.json'), '["hello world", {"content": "Ångström", "single_word": true}]');
});
afterAll(() => rm(root, { recursive: true }));

const run = (...args: string[]) => runCli(args, { cwd: folder });
const job = ['extend', './model', '--tokens', 'terms.txt', 'more.json', '--special', '<|eot|>'];

describe('extend', () => {
  test('does the main job and tells it in a few lines', async () => {
    const { code, stdout, stderr } = run(...job, '--init', 'subword-mean', '--out', './model-extended');
    expect(code).toBe(0);
    expect(stderr).toBe('2 tokens named more than once, counted once: cardiogram, "hello world"\n');
    expect(stdout).toContain('4 new tokens (3 general, 1 special), ids 272 to 275');
    expect(stdout).toMatch(/275 +<\|eot\|> +special/);
    expect(stdout).toContain('272 → 276');
    expect(stdout).toMatch(/embedding +model\.embed_tokens\.weight +\[276 × 8\] +F32 +subword-mean/);
    expect(stdout).toMatch(/head +lm_head\.weight/);
    expect(stdout).toMatch(/\d+\.\d\d → \d+\.\d\d tokens per word, on 4 words/);
    expect(stdout).toMatch(/\d+ checks passed; \d+ tensors untouched, byte for byte/);
    expect(stdout).toContain(join(folder, 'model-extended'));
    expect(stdout.split('\n').length).toBeLessThan(25);
    expect(await readdir(folder)).toEqual(['model', 'model-extended', 'more.json', 'terms.txt']);
  });

  test('--json is the whole report', () => {
    const { code, stdout } = run(...job, '--pad-to', '64', '--out', 'out', '--json', '--quiet');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      dryRun: false,
      out: join(folder, 'out'),
      rows: { before: 272, after: 320 },
      plan: { tokens: [{ content: 'cardiogram', id: 272 }, {}, {}, { content: '<|eot|>', special: true }] },
      verification: { ok: true },
    });
  });

  test('--dry-run prints the plan and touches nothing', async () => {
    const { code, stdout } = run(...job, '--dry-run', '--quiet');
    expect(code).toBe(0);
    expect(stdout).toContain('a dry run: nothing is touched');
    expect(stdout).toMatch(/before +272 +272 +272 +0/);
    expect(stdout).toMatch(/after +276 +276 +276 +0/);
    expect(stdout).toMatch(/config\.json: vocab_size +272 → 276/);
    expect(stdout).toMatch(/tokenizer\.json +edited/);
    expect(await readdir(folder)).toEqual(['model', 'more.json', 'terms.txt']);
    expect(JSON.parse(run(...job, '--dry-run', '--json').stdout)).toMatchObject({ schemaVersion: 1, dryRun: true });
  });

  test('takes tokens that begin with a dash', () => {
    const { code, stdout } = run('extend', 'model', '--token=--flag', '--special', '--', '-x');
    expect([code, stdout]).toEqual([2, '']);
    const done = run('extend', 'model', '--token=--flag', '-o', 'out', '--token', '--', '-x', '-y');
    expect(done.code).toBe(0);
    expect(done.stdout).toContain('3 new tokens, ids 272 to 274');
  });

  test('compares on a sample of the user', async () => {
    await writeFile(join(folder, 'sample.txt'), 'hello world, a cardiogram here');
    const { stdout } = run(...job, '--sample', 'sample.txt', '-o', 'out');
    expect(stdout).toMatch(/tokens per word, on 5 words/);
  });

  test('refuses an output that is there, unless it is told to replace it', async () => {
    expect(run(...job, '-o', 'out', '--quiet').code).toBe(0);
    const again = run(...job, '-o', 'out', '--quiet');
    expect(again.code).toBe(2);
    expect(again.stderr).toContain(`${join(folder, 'out')} exists`);
    expect(run(...job, '-o', 'out', '--quiet', '--force').code).toBe(0);
  });

  test.each([
    ['a file of tokens that is not there', ['--tokens', 'nowhere.txt', '-o', 'out'], 65, 'nowhere.txt'],
    ['one token as general and special', ['--token', 'a b', '--special', 'a b', '-o', 'out'], 2, '"a b"'],
    ['an output inside the model', ['--token', 'a b', '-o', 'model/out'], 2, 'overlaps'],
  ])('%s leaves nothing behind', async (_, args, code, message) => {
    const result = run('extend', 'model', ...args);
    expect([result.code, result.stdout]).toEqual([code, '']);
    expect(result.stderr).toContain(message);
    expect(existsSync(join(folder, 'model/out'))).toBe(false);
    expect(await readdir(folder)).toEqual(['model', 'more.json', 'terms.txt']);
  });
});

describe('verify', () => {
  test('proves an extension', () => {
    run(...job, '-o', 'out');
    const { code, stdout, stderr } = run('verify', 'model', 'out');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^✓ verified model → out\n/);
    expect(stdout).toMatch(/\d+ tensors: \d+ untouched, 2 extended/);
    expect(JSON.parse(run('verify', 'model', 'out', '--json').stdout)).toMatchObject({ schemaVersion: 1, ok: true });
  });

  test('ends with 4 when a byte has changed', async () => {
    run(...job, '-o', 'out');
    const [shard = ''] = (await readdir(join(folder, 'out'))).filter((name) => name.endsWith('.safetensors'));
    const bytes = await readFile(join(folder, 'out', shard));
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    await writeFile(join(folder, 'out', shard), bytes);
    const { code, stdout } = run('verify', 'model', 'out');
    expect(code).toBe(4);
    expect(stdout).toMatch(/^✗ \d+ checks? failed model → out\n/);
    expect(stdout).toContain('✗ ');
    expect(JSON.parse(run('verify', 'model', 'out', '--json').stdout)).toMatchObject({ ok: false });
  });
});

describe('inspect', () => {
  test('shows a model', () => {
    makeTinyModel(join(folder, 'padded'), { layout: 'qwen2', dtype: 'BF16', spare: 8 });
    const { code, stdout, stderr } = run('inspect', 'padded');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/architecture +.*qwen2/);
    expect(stdout).toMatch(/embedding +model\.embed_tokens\.weight +\[280 × 8\] +BF16 +model\.safetensors/);
    expect(stdout).toMatch(/tying +tied: no head is stored/);
    expect(stdout).toMatch(/rows +280/);
    expect(stdout).toMatch(/used +272/);
    expect(stdout).toMatch(/spare +8/);
    expect(stdout).toMatch(/271 +<\|endoftext\|>/);
    expect(stdout).toMatch(/chat template +no/);
  });

  test('names rows that are odd', () => {
    const edit = (name: string, values: number[]): void => {
      if (name.includes('embed_tokens')) values.fill(0, 3 * 8, 4 * 8);
    };
    makeTinyModel(join(folder, 'odd'), { layout: 'llama', edit });
    const { stdout } = run('inspect', 'odd');
    expect(stdout).toContain('model.embed_tokens.weight: 1 row is all zero, in use by 1 token:');
    const report = JSON.parse(run('inspect', 'odd', '--json').stdout) as { findings: unknown[] };
    expect(report).toMatchObject({ schemaVersion: 1, counts: { rows: 272, ids: 272, used: 272, spare: 0 } });
    expect(report.findings).toContainEqual(
      expect.objectContaining({ kind: 'zero-rows', details: { tensor: 'model.embed_tokens.weight', rows: [3] } }),
    );
  });

  test('shows a tokenizer without a model', () => {
    const { code, stdout } = run('inspect', 'model/tokenizer.json');
    expect(code).toBe(0);
    expect(stdout).toContain('272 tokens, 1 of them added');
    expect(stdout).not.toContain('architecture');
  });
});
