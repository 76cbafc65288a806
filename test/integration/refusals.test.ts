// What must not go through, and what is left behind when it does not: nothing.

import { cpSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { extendVocabulary, verifySurgery, type ExtendOptions } from '@tokengraft/surgery';
import { beforeAll, describe, expect, test } from 'vitest';
import { namesIn, readJson, scratchFolder } from './scratch.js';
import { makeTinyModel, type TinyModel } from './tiny-models.js';

const at = scratchFolder('refusals');
let runs = 0;

/** How extending `model` failed, and what stands beside the model afterwards. */
async function refusal(model: TinyModel, options: Partial<ExtendOptions>) {
  const root = at(`run-${(runs += 1)}`);
  const source = path.join(root, 'model');
  makeTinyModel(source, model);
  const attempt = extendVocabulary(source, { tokens: ['cardiogram'], out: path.join(root, 'out'), ...options });
  const { code, message } = await attempt.then(
    () => ({ code: 'none', message: '' }),
    (error: { code: string; message: string }) => error,
  );
  return { code, message, left: namesIn(root) };
}

const width = 8;

function withRow(table: string, row: number, value: number): TinyModel['edit'] {
  return (name, values) => {
    if (name === table) values[row * width] = value;
  };
}

const refused: readonly (readonly [string, TinyModel, Partial<ExtendOptions>, string, RegExp])[] = [
  [
    'a piece whose row is not finite',
    { layout: 'gpt2', edit: withRow('wte.weight', 99, Number.NaN) },
    { tokens: ['ccc'] },
    'non-finite',
    /"ccc" has the piece 99/,
  ],
  [
    'a mean over rows that are not finite',
    { layout: 'gpt2', edit: withRow('wte.weight', 3, Number.POSITIVE_INFINITY) },
    { init: 'mean' },
    'non-finite',
    /wte\.weight .* row 3/,
  ],
  [
    'a head that differs from the table it is tied to',
    { layout: 'llama', tied: false, config: { tie_word_embeddings: true } },
    {},
    'tie-conflict',
    /lm_head\.weight/,
  ],
  [
    'one token with two sets of flags',
    { layout: 'gpt2' },
    { tokens: ['a b'], specialTokens: ['a b'] },
    'bad-argument',
    /"a b"/,
  ],
];

describe('refused before anything is written', () => {
  test.each(refused)('%s', async (_, model, options, code, message) => {
    expect(await refusal(model, options)).toEqual({
      code,
      message: expect.stringMatching(message) as string,
      left: ['model'],
    });
  });

  test('a shard that was cut short', async () => {
    const source = at('cut');
    makeTinyModel(source, { layout: 'llama', shards: 2 });
    truncateSync(path.join(source, 'model-00002-of-00002.safetensors'), 200);
    await expect(extendVocabulary(source, { tokens: ['x'], out: at('cut-out') })).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringContaining('model-00002-of-00002.safetensors') as string,
    });
  });

  test('a folder that is not there', async () => {
    await expect(extendVocabulary(at('nowhere'), { tokens: ['x'], out: at('x') })).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

describe('targets', () => {
  test('a full folder stays as it is without force and is replaced with it', async () => {
    const source = at('forced');
    makeTinyModel(source, { layout: 'gpt2' });
    const out = at('forced-out');
    mkdirSync(out);
    writeFileSync(path.join(out, 'theirs.txt'), 'kept');
    await expect(extendVocabulary(source, { tokens: ['x y'], out })).rejects.toMatchObject({ code: 'target-exists' });
    expect(namesIn(out)).toEqual(['theirs.txt']);
    await extendVocabulary(source, { tokens: ['x y'], out, force: true });
    expect(namesIn(out)).toContain('model.safetensors');
    expect(namesIn(out)).not.toContain('theirs.txt');
    expect(namesIn(at()).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('the source itself is never a target, not even with force', async () => {
    const source = at('itself');
    makeTinyModel(source, { layout: 'gpt2' });
    const before = namesIn(source);
    for (const out of [source, path.join(source, 'out'), path.dirname(source)]) {
      await expect(extendVocabulary(source, { tokens: ['x'], out, force: true })).rejects.toMatchObject({
        code: 'bad-argument',
      });
    }
    expect(namesIn(source)).toEqual(before);
  });
});

describe('stopping', () => {
  test.each(['open', 'plan', 'write', 'verify'] as const)(
    'an abort while it is in "%s" leaves nothing',
    async (step) => {
      const root = at(`abort-${step}`);
      const source = path.join(root, 'model');
      makeTinyModel(source, { layout: 'llama', shards: 3 });
      const controller = new AbortController();
      const reason = new Error('enough');
      const attempt = extendVocabulary(source, {
        tokens: ['cardiogram'],
        out: path.join(root, 'out'),
        signal: controller.signal,
        onProgress: (progress) => {
          if (progress.step === step) controller.abort(reason);
        },
      });
      await expect(attempt).rejects.toBe(reason);
      expect(namesIn(root)).toEqual(['model']);
    },
  );

  test('an aborted signal stops before the first file', async () => {
    const attempt = extendVocabulary(at('nowhere'), {
      tokens: ['x'],
      out: at('x'),
      signal: AbortSignal.abort(new Error('no')),
    });
    await expect(attempt).rejects.toThrow('no');
  });
});

describe('verification finds', () => {
  let source = '';
  let good = '';

  beforeAll(async () => {
    source = at('verify-model');
    good = at('verify-good');
    makeTinyModel(source, { layout: 'phi', shards: 2, spare: 2 });
    await extendVocabulary(source, { tokens: ['cardiogram', 'x y', 'y z'], specialTokens: ['<|eot|>'], out: good });
  });

  const shard = 'model-00001-of-00002.safetensors';
  const flipByte = (folder: string, file: string, offset: number): void => {
    const bytes = readFileSync(path.join(folder, file));
    bytes.writeUInt8(bytes.readUInt8(offset) ^ 1, offset);
    writeFileSync(path.join(folder, file), bytes);
  };
  const dataOf = (folder: string, file: string): number =>
    8 + Number(readFileSync(path.join(folder, file)).readBigUInt64LE(0));
  const editJson = (folder: string, file: string, edit: (value: Record<string, never>) => void): void => {
    const value = readJson(folder, file);
    edit(value as Record<string, never>);
    writeFileSync(path.join(folder, file), JSON.stringify(value));
  };

  const lies: readonly (readonly [string, string, (folder: string) => void])[] = [
    ['an old row that changed', 'old rows', (folder) => flipByte(folder, shard, dataOf(folder, shard) + 40)],
    [
      'an untouched tensor that changed',
      'untouched tensors',
      (folder) => flipByte(folder, shard, readFileSync(path.join(folder, shard)).length - 1),
    ],
    [
      'a size that is wrong',
      'sizes',
      (folder) => editJson(folder, 'config.json', (value) => Object.assign(value, { vocab_size: 5 })),
    ],
    [
      'another field that changed',
      'config.json',
      (folder) => editJson(folder, 'config.json', (value) => Object.assign(value, { hidden_act: 'x' })),
    ],
    [
      'an id beyond the rows',
      'ids in all files',
      (folder) => editJson(folder, 'config.json', (value) => Object.assign(value, { pad_token_id: 9999 })),
    ],
    ['another file that changed', 'other files', (folder) => writeFileSync(path.join(folder, 'README.md'), 'other')],
    ['another file that is gone', 'other files', (folder) => editGone(folder, 'README.md')],
    [
      'stray weights',
      'no leftovers',
      (folder) => writeFileSync(path.join(folder, 'model-00003-of-00003.safetensors'), ''),
    ],
    [
      'a file left half done',
      'no leftovers',
      (folder) => writeFileSync(path.join(folder, 'model.safetensors.tmp'), ''),
    ],
    [
      'an index that is wrong',
      'the result opens',
      (folder) => editJson(folder, 'model.safetensors.index.json', (value) => Object.assign(value, { weight_map: {} })),
    ],
    [
      'a total that is wrong',
      'sizes',
      (folder) =>
        editJson(folder, 'model.safetensors.index.json', (value) =>
          Object.assign(value, { metadata: { total_size: 1 } }),
        ),
    ],
    [
      'a token that got another id elsewhere',
      'ids in all files',
      (folder) =>
        editJson(folder, 'tokenizer_config.json', ({ added_tokens_decoder: decoder }) =>
          Object.assign(decoder, { 3: { content: '<|eot|>' } }),
        ),
    ],
    [
      'an old token that changed',
      'old ids keep their tokens',
      (folder) => {
        const file = path.join(folder, 'tokenizer.json');
        writeFileSync(file, readFileSync(file, 'utf8').replaceAll('<|endoftext|>', '<|otherwise|>'));
      },
    ],
    ['a shard that was cut short', 'the result opens', (folder) => truncateSync(path.join(folder, shard), 300)],
  ];

  function editGone(folder: string, file: string): void {
    writeFileSync(path.join(folder, `${file}.old`), readFileSync(path.join(folder, file)));
    truncateSync(path.join(folder, file));
  }

  test.each(lies)('%s (%s)', async (name, check, lie) => {
    const bad = at(`bad-${name.replaceAll(' ', '-')}`);
    cpSync(good, bad, { recursive: true });
    expect((await verifySurgery(source, bad)).ok).toBe(true);
    lie(bad);
    const report = await verifySurgery(source, bad);
    expect(report.ok).toBe(false);
    expect(report.checks.filter(({ ok }) => !ok).map((each) => each.name)).toContain(check);
  });

  test('a new row that is not as planned, where there is a plan', async () => {
    const { plan } = await extendVocabulary(source, {
      tokens: ['cardiogram', 'x y', 'y z'],
      specialTokens: ['<|eot|>'],
      dryRun: true,
    });
    expect((await verifySurgery(source, good, { plan })).ok).toBe(true);
    const bad = at('bad-new-row');
    cpSync(good, bad, { recursive: true });
    const id = plan.tokens[0]?.id ?? 0;
    flipByte(bad, shard, dataOf(bad, shard) + id * width * 4);
    const report = await verifySurgery(source, bad, { plan });
    expect(report.checks.find(({ name }) => name === 'new rows')).toMatchObject({
      ok: false,
      detail: expect.stringContaining(`row ${id}`) as string,
    });
  });
});
