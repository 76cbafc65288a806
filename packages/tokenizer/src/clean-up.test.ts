import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cleanStream, cleanUpSpaces } from './clean-up.js';
import { loadTokenizer } from './index.js';
import { unpackGpt2 } from '../../../test/fixtures/unpack-gpt2.js';

test.each([
  ['Hello , world ! Why ? So .', 'Hello, world! Why? So.'],
  ["do n't I 'm he 's we 've you 're", "don't I'm he's we've you're"],
  ["a ' b", "a'b"],
  ["it ' s", "it's"],
  ["a n ' t", "an't"],
  ['a  . b', 'a . b'],
  ["we 'll 'd", "we 'll 'd"],
  ['', ''],
])('%j becomes %j', (text, cleaned) => {
  expect(cleanUpSpaces(text)).toBe(cleaned);
});

test('a stream gives the same at any split', () => {
  const alphabet = [' ', ' ', "'", '.', 'n', 't', 's', 'v', 'e', 'r', 'm', 'a', '😀'];
  let state = 12_345;
  const draw = (): number => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) >>> 8;
  for (let round = 0; round < 3000; round++) {
    const pieces = Array.from({ length: draw() % 8 }, () =>
      Array.from({ length: draw() % 5 }, () => alphabet[draw() % alphabet.length]).join(''),
    );
    const left = [...pieces];
    const decoder = cleanStream({ push: () => left.shift() ?? '', flush: () => '' });
    const text = pieces.map(() => decoder.push(0)).join('') + decoder.flush();
    expect({ pieces, text }).toEqual({ pieces, text: cleanUpSpaces(pieces.join('')) });
  }
});

describe("a model's configuration decides", () => {
  let folder: string;
  let source: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clean-up-'));
    source = await unpackGpt2(join(folder, 'source'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function modelSaying(name: string, config: string | undefined): Promise<string> {
    const model = join(folder, name);
    await mkdir(model);
    await copyFile(join(source, 'tokenizer.json'), join(model, 'tokenizer.json'));
    if (config !== undefined) await writeFile(join(model, 'tokenizer_config.json'), config);
    return model;
  }

  test.each([
    ['true', '{"clean_up_tokenization_spaces": true}', 'a.'],
    ['false', '{"clean_up_tokenization_spaces": false}', 'a .'],
    ['null', '{"clean_up_tokenization_spaces": null}', 'a .'],
    ['nothing', '{}', 'a .'],
    ['no-file', undefined, 'a .'],
  ])('%s', async (name, config, text) => {
    const tokenizer = await loadTokenizer(await modelSaying(name, config));
    const ids = tokenizer.encode('a .');
    const configured = { cleanUpTokenizationSpaces: 'configured' } as const;
    const decoder = tokenizer.decoder(configured);
    expect(tokenizer.decode(ids, configured)).toBe(text);
    expect(await tokenizer.decodeBatch([ids], configured)).toEqual([text]);
    expect(decoder.push(ids) + decoder.flush()).toBe(text);
    expect(tokenizer.decode(ids, { cleanUpTokenizationSpaces: true })).toBe('a.');
    expect(tokenizer.decode(ids, { cleanUpTokenizationSpaces: false })).toBe('a .');
    expect(tokenizer.decode(ids)).toBe('a .');
    expect(() => tokenizer.decode(ids, { cleanUpTokenizationSpaces: 'yes' as never })).toThrow(TypeError);
    expect(tokenizer.clone().cleanUpTokenizationSpaces).toBe(text === 'a.');
  });

  test('not for a file that is opened alone', async () => {
    const tokenizer = await loadTokenizer(join(folder, 'true', 'tokenizer.json'));
    expect(tokenizer.decode(tokenizer.encode('a .'), { cleanUpTokenizationSpaces: 'configured' })).toBe('a .');
  });

  test('and is refused when it is no boolean', async () => {
    const model = await modelSaying('wrong', '{"clean_up_tokenization_spaces": "yes"}');
    await expect(loadTokenizer(model)).rejects.toMatchObject({
      code: 'bad-file',
      details: { field: 'clean_up_tokenization_spaces' },
    });
  });
});
