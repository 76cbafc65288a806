import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tokenizer as Reference } from 'tokenizers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadTokenizer } from '../index.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokengraft-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function write(name: string, settings: object): Promise<string> {
  const file = join(folder, `${name}.json`);
  const vocab = Object.fromEntries(['[UNK]', '[PAD]', 'a', 'b', 'c', 'd', 'e'].map((token, id) => [token, id]));
  const model = { type: 'WordLevel', unk_token: '[UNK]', vocab };
  await writeFile(file, JSON.stringify({ version: '1.0', pre_tokenizer: { type: 'Whitespace' }, ...settings, model }));
  return file;
}

const truncation = { direction: 'Left', max_length: 3, strategy: 'OnlyFirst', stride: 1 };
const padding = {
  strategy: { Fixed: 6 },
  direction: 'Left',
  pad_to_multiple_of: 4,
  pad_id: 1,
  pad_type_id: 1,
  pad_token: '[PAD]',
};

describe('the settings of a tokenizer.json', () => {
  test('cut and fill as the reference does when they are passed on, and only then', async () => {
    const file = await write('both', { truncation, padding });
    const tokenizer = await loadTokenizer(file);
    const reference = await Reference.fromFile(file).encode('a b c d e');
    const encoding = tokenizer.encoding('a b c d e', await tokenizer.fileSettings());
    expect([...encoding.ids]).toEqual(reference.getIds());
    expect([...encoding.attentionMask]).toEqual(reference.getAttentionMask());
    expect([...encoding.ids]).toEqual([1, 1, 1, 1, 1, 4, 5, 6]);
    expect([...tokenizer.encoding('a b c d e').ids]).toEqual([2, 3, 4, 5, 6]);
  });

  test('are undefined where the document has none', async () => {
    const tokenizer = await loadTokenizer(await write('none', { truncation: null }));
    expect(await tokenizer.fileSettings()).toEqual({ truncation: undefined, padding: undefined });
    expect([...tokenizer.encoding('a b', await tokenizer.fileSettings()).ids]).toEqual([2, 3]);
  });

  test.each([
    ['length', { truncation: { ...truncation, max_length: 1e300 } }, 'maxLength'],
    ['stride', { truncation: { ...truncation, stride: 3 } }, 'stride'],
    ['strategy', { truncation: { ...truncation, strategy: 'Shortest' } }, 'strategy'],
    ['fixed', { padding: { ...padding, strategy: { Fixed: 1e9 } } }, 'length'],
    ['number', { padding: 7 }, 'strategy'],
  ])('that cannot be applied are refused by name: %s', async (name, settings, part) => {
    const file = await write(name, settings);
    const tokenizer = await loadTokenizer(file);
    await expect(tokenizer.fileSettings()).rejects.toMatchObject({ code: 'bad-file', details: { file } });
    await expect(tokenizer.fileSettings()).rejects.toThrow(part);
  });
});
