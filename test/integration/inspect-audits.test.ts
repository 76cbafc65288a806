// What `inspect` says about models that are not as they should be.

import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { extendVocabulary } from '@tokengraft/surgery';
import { describe, expect, test } from 'vitest';
import { tokengraft } from './command.js';
import { readJson, scratchFolder } from './scratch.js';
import { makeTinyModel, type TinyModel } from './tiny-models.js';

const at = scratchFolder('audits');
let runs = 0;

interface Inspected {
  readonly findings: readonly { readonly kind: string; readonly message: string }[];
  readonly untrained: readonly { readonly id: number; readonly token: string; readonly why: readonly string[] }[];
}

async function inspect(model: TinyModel, change: (folder: string) => void = () => undefined): Promise<Inspected> {
  const folder = at(`model-${(runs += 1)}`);
  makeTinyModel(folder, model);
  change(folder);
  const { code, stdout, stderr } = await tokengraft('inspect', folder, '--json');
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Inspected;
}

function editJson(folder: string, file: string, edit: object): void {
  writeFileSync(path.join(folder, file), JSON.stringify({ ...readJson(folder, file), ...edit }));
}

function addToken(folder: string, id: number): void {
  const json = readJson(folder, 'tokenizer.json') as { added_tokens: object[]; model: { vocab: object } };
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  const added = [...json.added_tokens, { id, content: '<far>', ...flags }];
  editJson(folder, 'tokenizer.json', {
    added_tokens: added,
    model: { ...json.model, vocab: { ...json.model.vocab, '<far>': id } },
  });
}

const broken: readonly (readonly [string, TinyModel, (folder: string) => void])[] = [
  ['spare-rows', { layout: 'llama', spare: 5 }, () => undefined],
  ['ids-without-row', { layout: 'llama', spare: -4 }, () => undefined],
  ['holes', { layout: 'llama', spare: 9 }, (folder) => addToken(folder, 277)],
  ['tie-conflict', { layout: 'llama', config: { tie_word_embeddings: true } }, () => undefined],
  ['size-differs', { layout: 'llama', config: { vocab_size: 9 } }, () => undefined],
  ['id-without-row', { layout: 'llama', config: { pad_token_id: 5000 } }, () => undefined],
  [
    'id-without-token',
    { layout: 'llama', spare: 2, config: { text_config: { image_token_id: 273 } } },
    () => undefined,
  ],
  [
    'end-of-text-differs',
    { layout: 'llama' },
    (folder) => editJson(folder, 'generation_config.json', { eos_token_id: 3 }),
  ],
  [
    'leftover-files',
    { layout: 'llama' },
    (folder) => writeFileSync(path.join(folder, 'model-00002-of-00002.safetensors'), ''),
  ],
  [
    'quantised-head-unlisted',
    { layout: 'llama', config: { quantization_config: { quant_method: 'gptq', modules_to_not_convert: ['vision'] } } },
    () => undefined,
  ],
  [
    'non-finite-rows',
    { layout: 'gpt2', edit: (name, values) => void (name === 'wte.weight' && (values[5] = Number.NaN)) },
    () => undefined,
  ],
];

test.each(broken)('%s', async (kind, model, change) => {
  const { findings } = await inspect(model, change);
  expect(findings.map((finding) => finding.kind)).toContain(kind);
});

test('a model that is as it should be has nothing odd', async () => {
  expect(await inspect({ layout: 'llama' })).toMatchObject({ findings: [], untrained: [] });
});

test('untrained tokens are offered: zero rows, copies of rows, names of reserved ones', async () => {
  const edit: TinyModel['edit'] = (name, values) => {
    if (!/embed/.test(name)) return;
    values.fill(0, 100 * 8, 101 * 8);
    values.copyWithin(200 * 8, 150 * 8, 151 * 8);
  };
  const { untrained } = await inspect({ layout: 'llama', edit });
  expect(untrained).toEqual([
    { id: 100, token: 'd', why: ['zero'] },
    { id: 200, token: 'È', why: ['duplicate'] },
  ]);
});

test('the ids of new tokens come ready to paste', async () => {
  const folder = at('paste');
  makeTinyModel(folder, { layout: 'llama' });
  const { stdout } = await tokengraft('extend', folder, '--token', 'x y', 'y z', '--dry-run', '--json');
  const { trainers } = JSON.parse(stdout) as { trainers: Record<string, string> };
  expect(trainers).toEqual({
    peft: 'LoraConfig(..., trainable_token_indices={"embed_tokens": [272, 273], "lm_head": [272, 273]})',
    unsloth: 'FastLanguageModel.get_peft_model(model, ..., modules_to_save=["embed_tokens", "lm_head"])',
    axolotl: 'peft_trainable_token_indices: {embed_tokens: [272, 273], lm_head: [272, 273]}',
    trl: 'SFTTrainer(..., peft_config=LoraConfig(..., trainable_token_indices={"embed_tokens": [272, 273], "lm_head": [272, 273]}))',
  });
  const eot = ['chat', 'add-eot', folder, '--token', 'x y', '-o', at('pasted-eot')];
  const printed = [['extend', folder, '--token', 'x y', 'y z', '-o', at('pasted')], eot];
  for (const [count, words] of printed.entries()) {
    const { stdout: report } = await tokengraft(...words);
    for (const name of ['PEFT', 'unsloth', 'axolotl', 'TRL']) expect(report).toMatch(new RegExp(`${name} +\\S`));
    for (const text of Object.values(trainers)) {
      expect(report).toContain(count === 0 ? text : text.replaceAll('272, 273', '272'));
    }
  }
});

test.each<[string, TinyModel, string, string]>([
  [
    'a tied head follows its table',
    { layout: 'gpt2' },
    'LoraConfig(..., trainable_token_indices={"wte": [272]})',
    'peft_trainable_token_indices: {wte: [272]}',
  ],
  [
    'also where it is stored twice',
    { layout: 'qwen2', tied: 'twice' },
    'LoraConfig(..., trainable_token_indices={"embed_tokens": [272]})',
    'peft_trainable_token_indices: {embed_tokens: [272]}',
  ],
  [
    'a head with a bias is trained whole, for PEFT would leave the bias out',
    { layout: 'phi' },
    'LoraConfig(..., trainable_token_indices={"embed_tokens": [272]}, modules_to_save=["lm_head"])',
    'peft_trainable_token_indices: {embed_tokens: [272]}\nlora_modules_to_save: [lm_head]',
  ],
])('%s', async (what, model, peft, axolotl) => {
  const folder = at(`trained-${what.length}`);
  makeTinyModel(folder, model);
  const { trainers } = await extendVocabulary(folder, { tokens: ['x y'], dryRun: true });
  expect(trainers).toMatchObject({ peft, axolotl });
});

describe('quantised checkpoints', () => {
  test('packed layers do not matter while the tables are floats; a packed head is refused by name', async () => {
    const { refuse, allow } = await import('./quantised-models.js').then(({ makeQuantised }) => ({
      allow: makeQuantised(at('packed-layers'), 'model.layers.0.q_proj.qweight'),
      refuse: makeQuantised(at('packed-head'), 'lm_head.qweight'),
    }));
    expect(await tokengraft('extend', allow, '--token', 'x y', '-o', at('packed-out'))).toMatchObject({ code: 0 });
    const { code, stderr } = await tokengraft('extend', refuse, '--token', 'x y', '-o', at('no-out'));
    expect(code).toBe(65);
    expect(stderr).toMatch(/lm_head\.qweight is stored/);
  });
});

describe('a source that is not whole is refused by every operation, and nothing is written', () => {
  const lies: readonly (readonly [string, (folder: string) => void, RegExp])[] = [
    ['a vanished shard', (folder) => rmSync(path.join(folder, shard)), /is missing/],
    ['a truncated shard', (folder) => truncateSync(path.join(folder, shard), 200), /truncated/],
    [
      'an index that lies',
      (folder) => editJson(folder, index, { weight_map: { 'lm_head.weight': shard } }),
      /not listed|does not hold/,
    ],
    [
      'an index that leads out of the folder',
      (folder) => editJson(folder, index, { weight_map: { 'lm_head.weight': `../${shard}` } }),
      /no name of a file in this folder/,
    ],
  ];
  const shard = 'model-00002-of-00002.safetensors';
  const index = 'model.safetensors.index.json';
  const commands = [
    ['extend', '--token', 'x y'],
    ['repurpose', '--map', 'Ġcard=x y'],
    ['prune', '--drop', at('drop.txt')],
  ];

  test.each(lies)('%s', async (name, lie, message) => {
    writeFileSync(at('drop.txt'), 'cardio\n');
    const folder = at(name.replaceAll(' ', '-'));
    makeTinyModel(folder, { layout: 'llama', shards: 2 });
    lie(folder);
    for (const [command = '', ...words] of commands) {
      const out = at(`${name}-${command}`);
      const { code, stderr } = await tokengraft(command, folder, ...words, '-o', out);
      expect([command, code]).toEqual([command, 65]);
      expect(stderr).toMatch(message);
      expect(() => readFileSync(path.join(out, 'config.json'))).toThrow('ENOENT');
    }
  });

  test('a target that cannot be written is named', async () => {
    const folder = at('plain');
    makeTinyModel(folder, { layout: 'llama' });
    writeFileSync(at('a-file'), '');
    const { code, stderr } = await tokengraft('prune', folder, '--drop', at('drop.txt'), '-o', at('a-file', 'out'));
    expect(code).toBe(74);
    expect(stderr).toMatch(/a-file/);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
