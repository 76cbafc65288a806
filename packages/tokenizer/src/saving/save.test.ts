import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadTokenizer } from '../index.js';
import { unpackGpt2 } from '../../../../test/fixtures/unpack-gpt2.js';

let root: string;
let original: string;
let source: string;
let target: string;
let number = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'tokenizer-save-'));
  original = await unpackGpt2(root);
});
beforeEach(async () => {
  source = join(root, `source-${++number}`);
  target = join(root, `target-${number}`);
  await cp(original, source, { recursive: true });
});
afterAll(() => rm(root, { recursive: true }));

const put = (name: string, value: unknown) =>
  writeFile(join(source, name), typeof value === 'string' ? value : JSON.stringify(value, null, 2));
const saved = async (name: string) => JSON.parse(await readFile(join(target, name), 'utf8')) as Record<string, unknown>;
const text = (folder: string, name: string) => readFile(join(folder, name), 'utf8');

describe('saving', () => {
  test('without a change copies every byte', async () => {
    await put('merges.txt', '#version: 0.2\n');
    await put('tokenizer.model', '\n\u000e');
    const report = await (await loadTokenizer(source)).save(target);
    expect(report.map(({ action }) => action)).toEqual(['copied', 'copied', 'copied', 'copied']);
    for (const name of await readdir(source)) expect(await text(target, name)).toBe(await text(source, name));
  });

  test('changes nothing in tokenizer.json but the list of added tokens', async () => {
    const tokenizer = await loadTokenizer(source);
    tokenizer.addTokens(['MyNewToken_1', 'Ġworld', 'quote " and 中']);
    tokenizer.addSpecialTokens([{ content: '<|eot|>', rstrip: true }]);
    await tokenizer.save(target);
    const [before, after] = await Promise.all([text(source, 'tokenizer.json'), text(target, 'tokenizer.json')]);
    const [start, end] = [before.indexOf('"added_tokens": ['), before.indexOf('"normalizer"')];
    expect(after.slice(0, start)).toBe(before.slice(0, start));
    expect(after.slice(after.indexOf('"normalizer"'))).toBe(before.slice(end));
    const { added_tokens: added } = await saved('tokenizer.json');
    expect(added).toMatchObject([
      { id: 995, content: 'Ġworld', special: false },
      { id: 50256, content: '<|endoftext|>', special: true },
      { id: 50257, content: 'MyNewToken_1', normalized: true },
      { id: 50258, content: 'quote " and 中' },
      { id: 50259, content: '<|eot|>', special: true, normalized: false, rstrip: true },
    ]);
    expect(after).toContain('    {\n      "id": 50257,\n      "content": "MyNewToken_1",\n      "single_word": false,');
  });

  test('keeps the text of entries that stay, unknown fields included', async () => {
    const json = await text(source, 'tokenizer.json');
    const entry =
      '{ "id":50256,"content":"<|endoftext|>", "special":true, "ours": [1, 2.50],"single_word":false,"lstrip":false,"rstrip":false,"normalized":false }';
    await put('tokenizer.json', json.replace(/"added_tokens": \[[^\]]*\]/, `"added_tokens": [${entry}]`));
    const tokenizer = await loadTokenizer(source);
    tokenizer.addTokens(['new']);
    await tokenizer.save(target);
    expect(await text(target, 'tokenizer.json')).toContain(entry);
  });

  test('keeps the companions in step', async () => {
    const flags = { lstrip: false, normalized: false, rstrip: false, single_word: false };
    await put('tokenizer_config.json', {
      added_tokens_decoder: { 50256: { content: '<|endoftext|>', ...flags, special: true } },
      additional_special_tokens: ['<|endoftext|>'],
      kept: { deeply: [1, 2.5] },
    });
    await put('special_tokens_map.json', {
      additional_special_tokens: [{ content: '<|endoftext|>', ...flags }],
      eos_token: 'x',
    });
    await put('added_tokens.json', { '<|endoftext|>': 50256 });
    const tokenizer = await loadTokenizer(source);
    tokenizer.addTokens(['brand-new', 'Ġworld']);
    tokenizer.addSpecialTokens(['<|eot|>']);
    const report = await tokenizer.save(target);
    expect(report).toEqual(
      ['tokenizer.json', 'added_tokens.json', 'special_tokens_map.json', 'tokenizer_config.json'].map((file) => ({
        file,
        action: 'edited',
        why: '2 tokens added, 1 token changed',
      })),
    );
    expect(await saved('tokenizer_config.json')).toEqual({
      added_tokens_decoder: {
        995: { content: 'Ġworld', ...flags, normalized: true, special: false },
        50256: { content: '<|endoftext|>', ...flags, special: true },
        50257: { content: 'brand-new', ...flags, normalized: true, special: false },
        50258: { content: '<|eot|>', ...flags, special: true },
      },
      additional_special_tokens: ['<|endoftext|>', '<|eot|>'],
      kept: { deeply: [1, 2.5] },
    });
    expect(await saved('special_tokens_map.json')).toEqual({
      additional_special_tokens: [
        { content: '<|endoftext|>', ...flags },
        { content: '<|eot|>', ...flags },
      ],
      eos_token: 'x',
    });
    expect(await saved('added_tokens.json')).toEqual({ '<|endoftext|>': 50256, 'brand-new': 50257, '<|eot|>': 50258 });
  });

  test('invents no fields in companions that have none', async () => {
    const before = await text(source, 'tokenizer_config.json');
    const tokenizer = await loadTokenizer(source);
    tokenizer.addSpecialTokens(['<|eot|>']);
    const report = await tokenizer.save(target);
    expect(report).toContainEqual({ file: 'tokenizer_config.json', action: 'copied', why: 'nothing in it changes' });
    expect(await text(target, 'tokenizer_config.json')).toBe(before);
  });

  test('leaves a SentencePiece model out, and says so', async () => {
    await put('tokenizer.model', '\n\u000e');
    const tokenizer = await loadTokenizer(source);
    tokenizer.addTokens(['new']);
    expect(await tokenizer.save(target)).toContainEqual(
      expect.objectContaining({ file: 'tokenizer.model', action: 'removed' }),
    );
    expect(await readdir(target)).not.toContain('tokenizer.model');
    await expect(tokenizer.save(source)).rejects.toMatchObject({
      code: 'target-exists',
      message: expect.stringContaining('tokenizer.model'),
    });
  });

  test('into its own folder edits in place', async () => {
    const tokenizer = await loadTokenizer(source);
    tokenizer.addTokens(['MyNewToken_1']);
    await tokenizer.save(source);
    expect((await loadTokenizer(source)).tokenToId('MyNewToken_1')).toBe(50257);
    expect((await readdir(source)).toSorted()).toEqual(['tokenizer.json', 'tokenizer_config.json']);
  });

  test('twice, with more tokens in between, equals saving once', async () => {
    const tokenizer = await loadTokenizer(source);
    tokenizer.addTokens(['one']);
    await tokenizer.save(target);
    const again = await loadTokenizer(target);
    again.addTokens(['two']);
    await again.save(target);
    const once = await loadTokenizer(source);
    once.addTokens(['one', 'two']);
    await once.save(join(root, 'once'));
    expect(await text(target, 'tokenizer.json')).toBe(await text(join(root, 'once'), 'tokenizer.json'));
  });

  test('of a compact document stays compact', async () => {
    await put('tokenizer.json', JSON.stringify(JSON.parse(await text(source, 'tokenizer.json'))));
    const tokenizer = await loadTokenizer(source);
    tokenizer.addTokens(['new']);
    await tokenizer.save(target);
    const after = await text(target, 'tokenizer.json');
    expect(after).toBe(JSON.stringify(JSON.parse(after)));
  });

  test('a plan says the same and touches nothing', async () => {
    const tokenizer = await loadTokenizer(source);
    tokenizer.addTokens(['new']);
    const plan = await tokenizer.planSave();
    expect(plan.map(({ file, action }) => [file, action])).toEqual([
      ['tokenizer.json', 'edited'],
      ['tokenizer_config.json', 'copied'],
    ]);
    expect(await tokenizer.save(target)).toEqual(plan.map(({ file, action, why }) => ({ file, action, why })));
  });

  test('stops when it is told to, before anything is written', async () => {
    const tokenizer = await loadTokenizer(source);
    await expect(tokenizer.save(target, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('names the folder it cannot make', async () => {
    await mkdir(target);
    await writeFile(join(target, 'file'), '');
    const tokenizer = await loadTokenizer(source);
    await expect(tokenizer.save(join(target, 'file', 'x'))).rejects.toMatchObject({
      code: 'io',
      message: expect.stringContaining('x'),
    });
  });
});
