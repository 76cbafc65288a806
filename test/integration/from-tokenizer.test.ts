// Extending a model by the tokens of another tokenizer: one that learnt merges, one that disagrees.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { extendVocabulary } from '@tokengraft/surgery';
import { learnTokens, loadTokenizer } from '@tokengraft/tokenizer';
import { expect, test } from 'vitest';
import { meanBytes, referenceIds, tensorOf } from './oracles.js';
import { namesIn, scratchFolder } from './scratch.js';
import { makeTinyModel } from './tiny-models.js';
import { byteLevelTokenizer, type TinyTokenizer } from './tiny-tokenizers.js';

const at = scratchFolder('from-tokenizer');

interface TokenizerJson {
  readonly added_tokens: { id: number; content: string }[];
  readonly model: { readonly vocab: Record<string, number>; readonly merges: string[] };
}

/** Writes a tokenizer that continues the small one: "Ġhello", two bytes of "é" and of "中", an added token. */
function writeSuccessor(folder: string, edit: (json: TokenizerJson) => void = () => undefined): TinyTokenizer {
  const tokenizer = byteLevelTokenizer();
  const json = structuredClone(tokenizer.files['tokenizer.json']) as TokenizerJson;
  const merges = ['Ġ hello', 'Ã ©', 'ä ¸'];
  json.model.merges.push(...merges);
  for (const [index, merge] of merges.entries()) json.model.vocab[merge.replace(' ', '')] = tokenizer.size + index;
  json.added_tokens.push({ ...json.added_tokens[0], id: tokenizer.size + merges.length, content: '<|eot|>' });
  edit(json);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'tokenizer.json'), JSON.stringify(json));
  return tokenizer;
}

test('learnt tokens get rows from the text, or the bytes, they stand for', async () => {
  const source = at('model');
  const made = makeTinyModel(source, { layout: 'gpt2', dtype: 'BF16' });
  const { size } = writeSuccessor(at('successor'));
  const out = at('out');
  const report = await extendVocabulary(source, { fromTokenizer: at('successor'), tokens: ['new word'], out });
  const table = tensorOf(source, made.embedding);
  const pieces = await Promise.all([' hello', 'é'].map((text) => referenceIds(source, text)));
  const { vocab } = (byteLevelTokenizer().files['tokenizer.json'] as TokenizerJson).model;
  expect(report.plan.tokens.map(({ content, id, pieces: found }) => [content, id, found])).toEqual([
    ['Ġhello', size, pieces[0]],
    ['Ã©', size + 1, pieces[1]],
    ['ä¸', size + 2, [vocab['ä'], vocab['¸']]],
    ['<|eot|>', size + 3, await referenceIds(source, '<|eot|>')],
    ['new word', size + 4, await referenceIds(source, 'new word')],
  ]);
  for (const { id, pieces: rows } of report.plan.tokens) {
    expect(tensorOf(out, made.embedding).row(id)).toEqual(meanBytes(table, rows));
  }
  expect(await referenceIds(out, 'hello hello<|eot|>')).toEqual([
    ...(await referenceIds(source, 'hello')),
    size,
    size + 3,
  ]);
});

test('what learnTokens saves is taken as it is, a row a token', async () => {
  const source = at('model-learnt');
  const made = makeTinyModel(source, { layout: 'gpt2' });
  const text = 'hello tachycardia, hello cardiomyopathy: 심근경색\n';
  writeFileSync(at('corpus.txt'), text.repeat(30));
  const learned = await learnTokens(await loadTokenizer(source), at('corpus.txt'), { add: 12 });
  await learned.save(at('learnt'));
  const out = at('out-learnt');
  const report = await extendVocabulary(source, { fromTokenizer: at('learnt'), out });
  const { firstId, newTokens } = learned.report;
  expect(newTokens).toHaveLength(12);
  expect(report.plan.tokens.map(({ id }) => id)).toEqual(newTokens.map((_, index) => firstId + index));
  const ids = await referenceIds(out, text);
  expect(ids).toEqual(await referenceIds(at('learnt'), text));
  expect(ids.length).toBeLessThan((await referenceIds(source, text)).length);
  const old = tensorOf(source, made.embedding);
  const table = tensorOf(out, made.embedding);
  for (const { id, pieces } of report.plan.tokens) expect(table.row(id)).toEqual(meanBytes(old, pieces));
});

test('its files take the place of the old ones; descriptions without ids stay', async () => {
  const source = at('model-files');
  makeTinyModel(source, { layout: 'gpt2' });
  writeFileSync(path.join(source, 'merges.txt'), '#version: 0.2\nh e\n');
  writeFileSync(path.join(source, 'chat_template.jinja'), '{{ messages }}');
  writeSuccessor(at('successor-files'));
  const report = await extendVocabulary(source, { fromTokenizer: at('successor-files'), out: at('out-files') });
  expect(namesIn(at('out-files'))).not.toContain('merges.txt');
  expect(namesIn(at('out-files'))).toContain('chat_template.jinja');
  expect(report.plan.warnings.join()).toMatch(/merges\.txt is left out/);
});

test('a tokenizer that gives an old id another meaning is refused by that id', async () => {
  const source = at('model-clash');
  makeTinyModel(source, { layout: 'gpt2' });
  writeSuccessor(at('clash'), ({ added_tokens: [first] }) => Object.assign(first ?? {}, { content: '<|other|>' }));
  const attempt = extendVocabulary(source, { fromTokenizer: at('clash'), out: at('out-clash') });
  await expect(attempt).rejects.toMatchObject({
    code: 'id-clash',
    details: { before: '<|endoftext|>', after: '<|other|>' },
  });
});
