// Tokens leave a model: what is still written with kept tokens is written with the same ones, under their new numbers.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { pruneVocabulary, verifySurgery, type PruneOptions } from '@tokengraft/surgery';
import { loadTokenizer } from '@tokengraft/tokenizer';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../fixtures/random.js';
import { readSafetensors } from './safetensors.js';
import { namesIn, readJson, scratchFolder } from './scratch.js';
import { layouts, makeTinyModel, type TinyModel } from './tiny-models.js';
import { byteLevelTokenizer, markedTokenizer, type TinyTokenizer } from './tiny-tokenizers.js';

const at = scratchFolder('prune');
let runs = 0;

async function prune(model: TinyModel, options: Omit<PruneOptions, 'out'>) {
  const root = at(`run-${(runs += 1)}`);
  const [source, out] = [path.join(root, 'model'), path.join(root, 'out')];
  makeTinyModel(source, model);
  const report = await pruneVocabulary(source, { ...options, out });
  return { root, source, out, report };
}

describe('dropping a token', () => {
  test.each(layouts)('of %s: rows, ids and files follow', async (layout) => {
    const { source, out, report } = await prune({ layout, dtype: 'BF16', spare: 5 }, { drop: ['Ġcard', 'cardio'] });
    expect(report.rows).toEqual({ before: 277, after: 270 });
    const [before, after] = [source, out].map((folder) => readSafetensors(path.join(folder, 'model.safetensors')));
    for (const { tensor } of report.tensors) {
      const [was, is] = [before?.get(tensor), after?.get(tensor)];
      expect(is?.shape[0]).toBe(270);
      // Ids 269 (cardio) and 270 (Ġcard) are gone, 271 (the special token) is 269 now.
      expect(is?.row(268)).toEqual(was?.row(268));
      expect(is?.row(269)).toEqual(was?.row(271));
    }
    expect(readJson(out, 'config.json')).toMatchObject({ vocab_size: 270, eos_token_id: 269, hidden_size: 8 });
    expect(readJson(out, 'generation_config.json')).toEqual({ eos_token_id: [269], _from_model_config: true });
    expect(readJson(out, 'tokenizer_config.json')).toMatchObject({
      added_tokens_decoder: { 269: { content: '<|endoftext|>' } },
    });
    expect(readJson(out, 'remap.json')).toMatchObject({
      idsBefore: 272,
      idsAfter: 270,
      replacements: { 269: [267, 268], 270: [32, 267] },
    });
    expect(await verifySurgery(source, out)).toMatchObject({ ok: true });
  });

  test('from shards: the sum in the index follows', async () => {
    const { source, out } = await prune({ layout: 'llama', shards: 3 }, { drop: ['cardio'] });
    const total = (folder: string) =>
      (readJson(folder, 'model.safetensors.index.json') as { metadata: { total_size: number } }).metadata.total_size;
    expect(total(source) - total(out)).toBe(2 * 8 * 4);
    expect(await verifySurgery(source, out)).toMatchObject({ ok: true });
  });
});

test('ids follow into every file and nested key; a forbidden word that lost a token goes', async () => {
  const root = at('nested');
  const [source, out] = [path.join(root, 'model'), path.join(root, 'out')];
  makeTinyModel(source, { layout: 'llama', config: { text_config: { vision_start_token_id: 271 }, pad_token_id: -1 } });
  const generation = {
    bad_words_ids: [[269], [100, 270], [100]],
    suppress_tokens: [269, 271],
    forced_decoder_ids: [[1, 271]],
  };
  writeFileSync(path.join(source, 'generation_config.json'), JSON.stringify(generation));
  writeFileSync(path.join(source, 'preprocessor_config.json'), '{"weird_token_id": 271, "size": 269}');
  const report = await pruneVocabulary(source, { drop: ['cardio', 'Ġcard'], out });
  expect(readJson(out, 'config.json')).toMatchObject({ text_config: { vision_start_token_id: 269 }, pad_token_id: -1 });
  expect(readJson(out, 'generation_config.json')).toEqual({
    bad_words_ids: [[100]],
    suppress_tokens: [269],
    forced_decoder_ids: [[1, 269]],
  });
  expect(readJson(out, 'preprocessor_config.json')).toEqual({ weird_token_id: 269, size: 269 });
  expect(report.plan.configuration.filter(({ guessed }) => guessed)).toMatchObject([{ field: 'weird_token_id' }]);
  expect(await verifySurgery(source, out)).toMatchObject({ ok: true });
});

describe('refused', () => {
  const cases: readonly (readonly [string, Omit<PruneOptions, 'out'>, string, RegExp])[] = [
    ['orphans', { drop: ['he'] }, 'unsupported', /"hell", "hello"/],
    ['a special token', { drop: ['<|endoftext|>'] }, 'bad-argument', /cannot be dropped/],
    ['a letter of the alphabet', { drop: ['a'], cascade: true }, 'bad-argument', /cannot be dropped/],
    ['a token that is not there', { keep: ['nowhere'] }, 'not-found', /"nowhere"/],
    ['two wishes', { keep: ['he'], drop: ['ll'] }, 'bad-argument', /pass one of/],
    ['a corpus without a size', { corpus: ['x.txt'] }, 'bad-argument', /belong together/],
  ];
  test.each(cases)('%s', async (_, options, code, message) => {
    const attempt = prune({ layout: 'gpt2' }, options);
    await expect(attempt).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
    expect(namesIn(at(`run-${runs}`))).toEqual(['model']);
  });
});

const gpt2 = path.join(import.meta.dirname, '../fixtures/gpt2/tokenizer.json.gz');
const beside = path.join(import.meta.dirname, '../../../shared/fixtures/tokenizers');
const real: readonly (readonly [string, string])[] = [
  ['GPT-2 (BPE, one merge a token)', gpt2],
  ['Llama 2 (BPE of SentencePiece, many merges a token)', path.join(beside, 'llama2/tokenizer.json.gz')],
  ['T5 (Unigram)', path.join(beside, 't5_small/tokenizer.json.gz')],
  ['BERT (WordPiece)', path.join(beside, 'bert_base_uncased/tokenizer.json.gz')],
];

function loadReal(file: string): TinyTokenizer {
  const content = JSON.parse(gunzipSync(readFileSync(file)).toString()) as {
    model: { vocab: object | unknown[] };
    added_tokens: { id: number }[];
  };
  const vocabulary = Array.isArray(content.model.vocab) ? content.model.vocab : Object.keys(content.model.vocab);
  const size = Math.max(vocabulary.length, ...content.added_tokens.map(({ id }) => id + 1));
  return { size, files: { 'tokenizer.json': content } };
}

const words = readFileSync(path.join(import.meta.dirname, '../../README.md'), 'utf8').split(/(?<=\s)/u);

describe.each(real.filter(([, file]) => existsSync(file)))('%s, pruned to what a text needs', (_, file) => {
  const seed = 20261126;
  test(`writes texts of kept tokens as before (seed ${seed})`, async () => {
    const random = createRandom(seed);
    const root = at(`real-${(runs += 1)}`);
    const corpus = path.join(root, 'corpus.txt');
    const tokenizer = loadReal(file);
    makeTinyModel(path.join(root, 'model'), { layout: 'llama', width: 2, tokenizer });
    writeFileSync(corpus, words.join(''));
    const size = Math.floor(tokenizer.size / 2);
    const out = path.join(root, 'out');
    const report = await pruneVocabulary(path.join(root, 'model'), { corpus: [corpus], size, out });
    expect(report.plan.counts.after.used).toBe(size);
    const [before, after] = [await loadTokenizer(path.join(root, 'model')), await loadTokenizer(out)];
    const { ids } = readJson(out, 'remap.json') as { ids: (number | null)[] };
    let compared = 0;
    for (let round = 0; round < 400; round++) {
      const text = Array.from({ length: 1 + random(30) }, () => words[random(words.length)]).join('');
      const mapped = Array.from(before.encode(text), (id) => ids[id] ?? null);
      if (mapped.includes(null)) continue;
      compared++;
      expect(Array.from(after.encode(text))).toEqual(mapped);
      expect(after.decode(after.encode(text))).toBe(before.decode(before.encode(text)));
    }
    expect(compared).toBeGreaterThan(200);
  });
});

test('a vocabulary with byte fallback may lose its letters, for bytes stand in for them', async () => {
  const { out } = await prune({ layout: 'llama', tokenizer: markedTokenizer() }, { keep: ['▁foo'] });
  const tokenizer = await loadTokenizer(out);
  expect(tokenizer.tokenToId('z')).toBeUndefined();
  expect(tokenizer.decode(tokenizer.encode('foo zoo'))).toBe('foo zoo');
});

test('the same request gives the same bytes for any number of threads', async () => {
  const root = at('threads');
  makeTinyModel(path.join(root, 'model'), { layout: 'phi', tokenizer: byteLevelTokenizer() });
  const corpus = path.join(import.meta.dirname, '../../README.md');
  const outs = [1, 2].map((threads) => ({ threads, out: path.join(root, `out-${threads}`) }));
  for (const { threads, out } of outs) {
    await pruneVocabulary(path.join(root, 'model'), { corpus: [corpus], size: 265, threads, out });
  }
  const [one, two] = outs.map(({ out }) => namesIn(out).map((name) => [name, readFileSync(path.join(out, name))]));
  expect(one).toEqual(two);
});
