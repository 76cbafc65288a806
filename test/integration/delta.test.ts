// The base and a delta make the changed model again, file by file; whatever else lies is refused.

import { cpSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { applyDelta, extendVocabulary, makeDelta } from '@tokengraft/surgery';
import { beforeAll, describe, expect, test } from 'vitest';
import { tokengraft } from './command.js';
import { families, makeFamilyModel } from './family-models.js';
import { operationCommands, prepareOperations } from './operations.js';
import { namesIn, scratchFolder } from './scratch.js';
import { makeTinyModel } from './tiny-models.js';

const at = scratchFolder('delta');

function contents(folder: string): readonly (readonly [string, string])[] {
  return namesIn(folder).map((name) => [name, readFileSync(path.join(folder, name)).toString('base64')] as const);
}

describe('makes again what', () => {
  const folders = prepareOperations(at('given'));

  test.each(Object.entries(operationCommands(folders)))('%s made', async (name, words) => {
    const [changed, file, again] = [at(name), at(`${name}.delta`), at(`${name}-again`)];
    expect(await tokengraft(...words, '-o', changed)).toMatchObject({ code: 0 });
    expect(await tokengraft('delta', folders.model, changed, '-o', file)).toMatchObject({ code: 0 });
    expect(await tokengraft('apply-delta', folders.model, file, '-o', again)).toMatchObject({ code: 0 });
    expect(contents(again)).toEqual(contents(changed));
  });

  test.each(['mobilebert', 'mllama', 'gemma3n', 'bart', 'deepseek_v3'])('an extension made of %s', async (type) => {
    const family = families.find(({ modelType }) => modelType === type);
    if (family === undefined) throw new Error(type);
    const { folder } = makeFamilyModel(at(type, 'model'), family, 'F16');
    await extendVocabulary(folder, { tokens: ['cardiogram', 'xyz', 'q r', 's t'], out: at(type, 'out') });
    await makeDelta(folder, at(type, 'out'), { out: at(type, 'delta') });
    await applyDelta(folder, at(type, 'delta'), { out: at(type, 'again') });
    expect(contents(at(type, 'again'))).toEqual(contents(at(type, 'out')));
  });
});

describe('holds what changed only, and refuses', () => {
  const [base, changed, file] = [at('base'), at('changed'), at('the.delta')];

  beforeAll(async () => {
    makeTinyModel(base, { layout: 'llama', width: 512, dtype: 'BF16' });
    await extendVocabulary(base, { tokens: ['cardiogram'], out: changed });
    await makeDelta(base, changed, { out: file });
  });

  test('the file is small', () => {
    expect(statSync(file).size).toBeLessThan(40_000);
    expect(statSync(path.join(changed, 'model.safetensors')).size).toBeGreaterThan(2_000_000);
  });

  test('a base with other values in a table', async () => {
    cpSync(base, at('other'), { recursive: true });
    const shard = at('other', 'model.safetensors');
    const bytes = readFileSync(shard);
    const begin = 8 + Number(bytes.readBigUInt64LE(0));
    bytes.writeUInt8(bytes.readUInt8(begin) ^ 1, begin);
    writeFileSync(shard, bytes);
    await expect(applyDelta(at('other'), file, { out: at('x') })).rejects.toMatchObject({ code: 'bad-argument' });
    await expect(makeDelta(at('other'), changed, { out: at('fine.delta') })).resolves.toMatchObject({
      tensors: [{ changed: 2 }, { changed: 1 }],
    });
  });

  test('a model whose layers differ', async () => {
    cpSync(changed, at('trained'), { recursive: true });
    const shard = at('trained', 'model.safetensors');
    const bytes = readFileSync(shard);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    const name = 'model.norm.weight';
    expect(bytes.includes(name)).toBe(true);
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + Number(bytes.readBigUInt64LE(0)))) as Record<
      string,
      { data_offsets: number[] }
    >;
    const at0 = 8 + Number(bytes.readBigUInt64LE(0)) + (header[name]?.data_offsets[0] ?? 0);
    bytes.writeUInt8(bytes.readUInt8(at0) ^ 1, at0);
    writeFileSync(shard, bytes);
    await expect(makeDelta(base, at('trained'), { out: at('no.delta') })).rejects.toMatchObject({
      code: 'unsupported',
    });
    expect(namesIn(at()).filter((each) => each.includes('no.delta'))).toEqual([]);
  });

  test.each<[string, (bytes: Buffer) => Buffer]>([
    ['cut short', (bytes) => bytes.subarray(0, bytes.length - 9)],
    ['no delta', () => readFileSync(path.join(base, 'model.safetensors'))],
    ['with a file name that leaves the folder', (bytes) => swap(bytes, '\\"README.md\\"', '\\"../xxx.md\\"')],
  ])('a file %s', async (what, change) => {
    const bad = at(`${what.replaceAll(' ', '-')}.delta`);
    writeFileSync(bad, change(readFileSync(file)));
    await expect(applyDelta(base, bad, { out: at('y') })).rejects.toMatchObject({ code: 'bad-file' });
    expect(namesIn(at()).filter((each) => each.startsWith('.y') || each === 'y')).toEqual([]);
  });

  test('a file that lost a bit, wherever that is', async () => {
    const whole = readFileSync(file);
    const begin = 8 + Number(whole.readBigUInt64LE(0));
    const header = JSON.parse(whole.toString('utf8', 8, begin)) as Record<string, { data_offsets?: [number, number] }>;
    for (const [name, { data_offsets: [from, to] = [0, 0] }] of Object.entries(header)) {
      if (from === to) continue;
      const bad = Buffer.from(whole);
      const place = begin + Math.floor((from + to) / 2);
      bad.writeUInt8(bad.readUInt8(place) ^ 1, place);
      writeFileSync(at('bit.delta'), bad);
      await expect(applyDelta(base, at('bit.delta'), { out: at('z') })).rejects.toMatchObject({
        code: 'bad-file',
        details: { tensor: name },
      });
    }
    expect(namesIn(at()).filter((each) => each.startsWith('.z') || each === 'z')).toEqual([]);
  });

  test('an existing file, unless forced', async () => {
    await expect(makeDelta(base, changed, { out: file })).rejects.toMatchObject({ code: 'target-exists' });
    await makeDelta(base, changed, { out: file, force: true });
  });
});

function swap(bytes: Buffer, from: string, to: string): Buffer {
  const offset = bytes.indexOf(from);
  if (offset < 0 || from.length !== to.length) throw new Error(`no ${from}`);
  const changed = Buffer.from(bytes);
  changed.write(to, offset, 'latin1');
  return changed;
}
