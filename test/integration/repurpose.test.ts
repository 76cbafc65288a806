// A token that nobody needs gets another string: its id and its place stay, its row is made anew, nothing else moves.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { repurposeTokens, verifySurgery, type RepurposeOptions } from '@tokengraft/surgery';
import { loadTokenizer } from '@tokengraft/tokenizer';
import { describe, expect, test } from 'vitest';
import { readJson, scratchFolder } from './scratch.js';
import { layouts, makeTinyModel, type TinyModel } from './tiny-models.js';
import { byteLevelTokenizer, type TinyTokenizer } from './tiny-tokenizers.js';

const at = scratchFolder('repurpose');
let runs = 0;

async function repurpose(
  model: TinyModel,
  tokens: RepurposeOptions['tokens'],
  options: Partial<RepurposeOptions> = {},
) {
  const root = at(`run-${(runs += 1)}`);
  const [source, out] = [path.join(root, 'model'), path.join(root, 'out')];
  makeTinyModel(source, model);
  const report = await repurposeTokens(source, { tokens, out, ...options });
  return { source, out, report };
}

/** The tiny tokenizer with one more special token, which Llama's makers would have kept for later. */
function withReserved(): TinyTokenizer {
  const { size, files } = byteLevelTokenizer();
  const { added_tokens, ...rest } = files['tokenizer.json'] as { added_tokens: object[] };
  const token = { id: size, content: '<|reserved_0|>', single_word: false, lstrip: false, rstrip: false };
  const flags = { normalized: false, special: true };
  const config = files['tokenizer_config.json'] as { added_tokens_decoder: object };
  const decoder = { ...config.added_tokens_decoder, [size]: { ...token, ...flags, id: undefined } };
  return {
    size: size + 1,
    files: {
      ...files,
      'tokenizer.json': { ...rest, added_tokens: [...added_tokens, { ...token, ...flags }] },
      'tokenizer_config.json': { ...config, added_tokens_decoder: decoder, chat_template: 'a<|reserved_0|>b' },
      'special_tokens_map.json': { eos_token: '<|endoftext|>', pad_token: '<|reserved_0|>' },
    },
  };
}

describe('a reserved special token', () => {
  test.each(layouts)('of %s: same id, new string in every file, new row', async (layout) => {
    const model = { layout, tokenizer: withReserved(), spare: 3 };
    const { source, out, report } = await repurpose(model, { '<|reserved_0|>': '<|eot|>' });
    expect(report.plan.tokens).toMatchObject([
      { id: 272, content: '<|eot|>', special: true, replaces: '<|reserved_0|>' },
    ]);
    const tokenizer = await loadTokenizer(out);
    expect(tokenizer.encode('a<|eot|>b')).toEqual(Uint32Array.of(97, 272, 98));
    expect(tokenizer.tokenToId('<|reserved_0|>')).toBeUndefined();
    expect(readJson(out, 'tokenizer_config.json')).toMatchObject({
      added_tokens_decoder: { 272: { content: '<|eot|>', special: true } },
      chat_template: 'a<|eot|>b',
    });
    expect(readJson(out, 'special_tokens_map.json')).toEqual({ eos_token: '<|endoftext|>', pad_token: '<|eot|>' });
    expect(readFileSync(path.join(out, 'config.json'))).toEqual(readFileSync(path.join(source, 'config.json')));
    expect(report.rows).toEqual({ before: 276, after: 276 });
    expect(await verifySurgery(source, out, { plan: report.plan })).toMatchObject({ ok: true });
  });
});

describe('a word of the vocabulary', () => {
  test('changes its string in the vocabulary too, and its merges go', async () => {
    const { out } = await repurpose({ layout: 'llama' }, { Ġcard: '<|eot|>' }, { special: true });
    const { added_tokens, model } = readJson(out, 'tokenizer.json') as {
      added_tokens: object[];
      model: { vocab: Record<string, number>; merges: string[] };
    };
    expect(model.vocab).toMatchObject({ '<|eot|>': 270 });
    expect(model.vocab).not.toHaveProperty(['Ġcard']);
    expect(model.merges).not.toContain('Ġ card');
    expect(model.merges).toHaveLength(14);
    expect(added_tokens).toMatchObject([
      { id: 270, content: '<|eot|>', special: true },
      { id: 271, content: '<|endoftext|>' },
    ]);
    const tokenizer = await loadTokenizer(out);
    expect(tokenizer.encode(' card<|eot|>')).toEqual(Uint32Array.of(32, 267, 270));
  });

  test('by its id, general unless told', async () => {
    const { report } = await repurpose({ layout: 'gpt2' }, [{ from: 269, to: 'xyz', singleWord: true }]);
    expect(report.plan.tokens).toMatchObject([{ id: 269, content: 'xyz', special: false, replaces: 'cardio' }]);
  });
});

const refusals: readonly (readonly [string, RepurposeOptions['tokens'], string, RegExp])[] = [
  ['a token that is not there', { nowhere: 'x' }, 'not-found', /"nowhere"/],
  ['a string that another token has', { Ġcard: 'he' }, 'id-clash', /"he" is a token already, with the id 256/],
  ['two tokens for one string', { Ġcard: 'xx', cardio: 'xx' }, 'id-clash', /two tokens are to become "xx"/],
  ['a token that others are merged from', { he: 'xx' }, 'unsupported', /1 merges use it, one makes "hell"/],
  ['nothing at all', {}, 'bad-argument', /names no token/],
];

test.each(refusals)('refuses %s', async (_, tokens, code, message) => {
  await expect(repurpose({ layout: 'gpt2' }, tokens)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message) as string,
  });
});
