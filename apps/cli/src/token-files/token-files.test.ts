import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTokenFiles } from './index.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'token-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(name: string, content: string | Uint8Array) {
  await writeFile(join(folder, name), content);
  return readTokenFiles([join(folder, name)]);
}

describe('a file of tokens is read as', () => {
  test.each([
    ['text, one a line', 'a.txt', 'alpha\nbeta gamma\n', ['alpha', 'beta gamma']],
    ['text without a final line end', 'a.txt', 'alpha\nbeta', ['alpha', 'beta']],
    ['text with CRLF, BOM and blank lines', 'a.txt', '\ufeffalpha\r\n\r\n  \r\nbeta\r\n', ['alpha', 'beta']],
    ['text whose tokens have brackets', 'a.txt', '[CLS]\n[SEP]\n', ['[CLS]', '[SEP]']],
    ['text with # and quotes', 'a.txt', '#hash\n"quoted"\n', ['#hash', '"quoted"']],
    ['an empty text', 'a.txt', '', []],
    ['a JSON array', 'a.json', '["alpha", " beta", "\\u00e9"]', ['alpha', ' beta', 'é']],
    ['a JSON array in a text file', 'a.txt', '["alpha",\n"beta"]\n', ['alpha', 'beta']],
    ['an empty JSON array', 'a.json', '[]', []],
    [
      'a list as Python prints one',
      'a.txt',
      `['alpha', "it's", 'tab\\t', 'q\\'q', '\\xe9\\u4e2d\\U0001F600',]\n`,
      ['alpha', "it's", 'tab\t', "q'q", 'é中😀'],
    ],
    ['a Python list over lines', 'a.py', "[\n  'alpha',\n  u'beta'\n]", ['alpha', 'beta']],
    ['CSV with a named column', 'a.csv', 'n,Term\n1,alpha\n2,"beta, gamma"\n', ['alpha', 'beta, gamma']],
    ['CSV without a known column', 'a.csv', 'x,y\nalpha,1\n"be""ta",2\n', ['alpha', 'be"ta']],
    ['CSV with BOM, CRLF and blanks', 'a.csv', '\ufefftoken\r\nalpha\r\n\r\n', ['alpha']],
    ['TSV', 'a.tsv', 'word\tcount\nalpha\t3\n', ['alpha']],
  ])('%s', async (_, name, content, tokens) => {
    expect((await read(name, content)).tokens).toEqual(tokens);
  });

  test('JSON objects with the fields of added tokens', async () => {
    const content = JSON.stringify([{ id: 7, content: '<a>', special: true, single_word: true, lstrip: false }, 'b']);
    const { tokens, notes } = await read('a.json', content);
    expect(tokens).toEqual([{ content: '<a>', special: true, singleWord: true, lstrip: false }, 'b']);
    expect(notes).toEqual([`${join(folder, 'a.json')}: ids in it are not used: every new token gets the next free id`]);
  });
});

describe('what is wrong is named with its place', () => {
  test.each([
    ['a number in a JSON array', 'a.json', '["a", 3]', 'element 2 is a number; expected a string or an object'],
    ['an unknown field', 'a.json', '[{"content": "a", "colour": 1}]', 'element 1 has the unknown field "colour"'],
    [
      'a flag that is no boolean',
      'a.json',
      '[{"content": "a", "lstrip": 1}]',
      'element 1, lstrip is a number; expected true or false',
    ],
    ['an object without content', 'a.json', '[{"special": true}]', 'element 1, content is missing; expected a token'],
    ['an empty token', 'a.json', '["a", ""]', 'element 2 is an empty string; expected a token'],
    ['half a surrogate pair', 'a.json', '["a\\ud800"]', 'holds half a surrogate pair'],
    ['JSON that is no array', 'a.json', '{"a": 1}', 'expected a JSON array of tokens, found an object'],
    [
      'a Python list that does not end',
      'a.txt',
      "['a',\n'b'",
      'line 2: expected a comma or the closing bracket, found the end',
    ],
    ['a Python string that does not end', 'a.txt', "['a',\n'b]", 'line 2: expected a quoted string, found "\'b]"'],
    ['a Python escape that is none', 'a.txt', "['\\q']", 'line 1: unknown escape \\q'],
    ['something behind a Python list', 'a.txt', "['a'] + ['b']", 'line 1: expected the end of the file'],
    ['a number in a Python list', 'a.txt', "['a', 3]", 'line 1: expected a quoted string, found "3]"'],
    ['an open quote in CSV', 'a.csv', 'token\n"a\nb', 'line'],
    ['bytes that are no UTF-8', 'a.txt', Uint8Array.of(0x61, 0xff), 'UTF-8'],
  ])('%s', async (_, name, content, message) => {
    await expect(read(name, content)).rejects.toThrow(message);
    await expect(read(name, content)).rejects.toThrow(name);
    await expect(read(name, content)).rejects.toMatchObject({ code: 'bad-file' });
  });

  test('a file that is not there', async () => {
    await expect(readTokenFiles([join(folder, 'nowhere.txt')])).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('several files', () => {
  test('are merged in their order, and what stands twice is reported once', async () => {
    await writeFile(join(folder, 'one.txt'), 'alpha\nbeta\nalpha\n');
    await writeFile(join(folder, 'two.json'), '["beta", "gamma", "beta"]');
    const { tokens, duplicates } = await readTokenFiles([join(folder, 'one.txt'), join(folder, 'two.json')]);
    expect(tokens).toEqual(['alpha', 'beta', 'gamma']);
    expect(duplicates).toEqual(['alpha', 'beta']);
  });

  test('cut white space is said', async () => {
    const { tokens, notes } = await read('spaces.txt', ' alpha \nbeta\n');
    expect(tokens).toEqual(['alpha', 'beta']);
    expect(notes).toEqual([`${join(folder, 'spaces.txt')}: white space around 1 token was cut; a JSON array keeps it`]);
  });
});
