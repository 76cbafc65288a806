// Model folders that lie or go away, under every operation: the failure names the file, nothing is written, nothing is lost.

import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {
  extendVocabulary,
  pruneVocabulary,
  repurposeTokens,
  transplantVocabulary,
  type SurgeryOptions,
} from '@tokengraft/surgery';
import { describe, expect, test } from 'vitest';
import { tokengraft } from './command.js';
import { contentsOf, followingCommands, operationCommands, prepareOperations } from './operations.js';
import { namesIn, scratchFolder } from './scratch.js';

const at = scratchFolder('hostile-sources');
const folders = prepareOperations(at('given'));
const { model, donor } = folders;
const commands = { ...operationCommands(folders), ...(await followingCommands(folders, at('given'))) };
const shard = 'model-00002-of-00003.safetensors';

const lies: Readonly<Record<string, readonly [(folder: string) => void, RegExp]>> = {
  'a shard that is gone': [(folder) => rmSync(path.join(folder, shard)), /model-00002.* is missing/],
  'a shard that was cut short': [
    (folder) => truncateSync(path.join(folder, shard), readFileSync(path.join(folder, shard)).length - 3),
    /model-00002/,
  ],
  'a shard cut within its header': [(folder) => truncateSync(path.join(folder, shard), 20), /model-00002/],
  'an index that names another shard': [
    (folder) => {
      const index = path.join(folder, 'model.safetensors.index.json');
      writeFileSync(index, readFileSync(index, 'utf8').replaceAll('00002-of', '00001-of'));
    },
    /index\.json: .* is said to be in model-00001/,
  ],
  'a link that leaves the folder': [
    (folder) => {
      writeFileSync(`${folder}.secret`, 'secret');
      symlinkSync(`${folder}.secret`, path.join(folder, 'notes.txt'));
    },
    /notes\.txt is a link that leaves the folder/,
  ],
  'a shard that is a link out of the folder': [
    (folder) => {
      cpSync(path.join(folder, shard), `${folder}.elsewhere`);
      rmSync(path.join(folder, shard));
      symlinkSync(`${folder}.elsewhere`, path.join(folder, shard));
    },
    /model-00002-of-00003\.safetensors is a link that leaves the folder/,
  ],
};

/** The operations that read the model, with another folder in its place. */
function withModel(folder: string): readonly (readonly [string, readonly string[]])[] {
  return Object.entries(commands)
    .filter(([, words]) => words.includes(model))
    .map(([operation, words]) => [operation, words.map((word) => (word === model ? folder : word))]);
}

test('all operations but one read the model', () => {
  expect(withModel(model).map(([operation]) => operation)).toEqual(
    Object.keys(commands).filter((operation) => operation !== 'remap of data'),
  );
});

describe.each(Object.entries(lies))('%s', (name, [lie, message]) => {
  const bad = at(name.replaceAll(' ', '-'));
  cpSync(model, bad, { recursive: true });
  lie(bad);
  const before = contentsOf(bad);

  test.each(withModel(bad))('stops %s', async (operation, words) => {
    const parent = `${bad}-${operation}`;
    mkdirSync(parent);
    const { code, stderr } = await tokengraft(...words, '-o', path.join(parent, 'out'));
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(65);
    expect(namesIn(parent)).toEqual([]);
    expect(contentsOf(bad)).toEqual(before);
  });
});

/** What an operation reads beside the model. */
const companions: readonly (readonly [string, string, string, (file: string) => void])[] = [
  ['the donor of a transplant', 'transplant', donor, (folder) => rmSync(path.join(folder, 'model.safetensors'))],
  ['the model of a delta', 'delta', at('given', 'extended'), (folder) => rmSync(path.join(folder, shard))],
  ['a delta', 'apply-delta', at('given', 'given.delta'), (file) => truncateSync(file, 5000)],
  ['a recipe', 'replay', at('given', 'extended'), (folder) => truncateSync(path.join(folder, 'recipe.json'), 90)],
  ['a remap', 'remap of data', at('given', 'pruned'), (folder) => truncateSync(path.join(folder, 'remap.json'), 90)],
  ['tokenized data', 'remap of data', at('given', 'data.jsonl'), (file) => truncateSync(file, 100)],
  [
    'an adapter',
    'remap of an adapter',
    at('given', 'adapter'),
    (folder) => truncateSync(path.join(folder, 'adapter_model.safetensors'), 500),
  ],
];

test.each(companions)('%s that is broken stops %s', async (name, operation, file, lie) => {
  const parent = at(`companion-${name.replaceAll(' ', '-')}`);
  const bad = path.join(parent, path.basename(file));
  cpSync(file, bad, { recursive: true });
  lie(bad);
  const words = commands[operation]?.map((word) => (word === file ? bad : word)) ?? [];
  expect(words).toContain(bad);
  const { code, stderr } = await tokengraft(...words, '-o', path.join(parent, 'out'));
  expect(stderr).toContain(path.basename(bad));
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(code).toBe(65);
  expect(namesIn(parent)).toEqual([path.basename(bad)]);
});

type Run = (source: string, options: Pick<SurgeryOptions, 'out' | 'onProgress'>) => Promise<unknown>;

const runs: Readonly<Record<string, Run>> = {
  extend: async (source, options) => extendVocabulary(source, { tokens: ['cardiogram'], ...options }),
  repurpose: async (source, options) => repurposeTokens(source, { tokens: { Ġcard: '<|eot|>' }, ...options }),
  prune: async (source, options) => pruneVocabulary(source, { drop: ['Ġcard'], ...options }),
  transplant: async (source, options) => transplantVocabulary(source, { donor, ...options }),
};

describe.each(Object.entries(runs))('while %s runs', (operation, run) => {
  test.each<[string, string, (file: string) => void]>([
    ['a shard goes', 'plan', (file) => rmSync(file)],
    ['a shard shrinks', 'plan', (file) => truncateSync(file, 300)],
    ['a shard shrinks', 'write', (file) => truncateSync(file, 300)],
  ])('%s at "%s"', async (what, step, lie) => {
    const root = at(`${operation}-${what.replaceAll(' ', '-')}-${step}`);
    const source = path.join(root, 'model');
    cpSync(model, source, { recursive: true });
    let isDone = false;
    const attempt = run(source, {
      out: path.join(root, 'out'),
      onProgress: (progress) => {
        if (progress.step !== step || isDone) return;
        isDone = true;
        lie(path.join(source, shard));
      },
    });
    await expect(attempt).rejects.toMatchObject({ name: 'TokengraftError', message: expect.stringContaining(shard) });
    expect(isDone).toBe(true);
    expect(readdirSync(root)).toEqual(['model']);
  });
});
