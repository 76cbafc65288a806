// Pieces of a new token are those that its text has in the middle of a sentence. A tokenizer that marks words puts a marker
// before a text of its own accord; the token's text has none.

import { extendVocabulary } from '@tokengraft/surgery';
import { expect, test } from 'vitest';
import { scratchFolder } from './scratch.js';
import { makeTinyModel } from './tiny-models.js';
import { byteLevelTokenizer, markedTokenizer, type TinyTokenizer } from './tiny-tokenizers.js';

const at = scratchFolder('pieces');
let runs = 0;

async function piecesOf(tokenizer: TinyTokenizer, content: string): Promise<string[]> {
  const source = at(`model-${(runs += 1)}`);
  makeTinyModel(source, { layout: 'llama', tokenizer });
  const { plan } = await extendVocabulary(source, { tokens: [content], dryRun: true });
  const { vocab } = (tokenizer.files['tokenizer.json'] as { model: { vocab: Record<string, number> } }).model;
  const names = new Map(Object.entries(vocab).map(([name, id]) => [id, name]));
  return (plan.tokens[0]?.pieces ?? []).map((id) => names.get(id) ?? '?');
}

test.each([
  ['fooX', ['foo', 'X']],
  [' fooX', ['▁foo', 'X']],
  ['foo ba', ['foo', '▁ba']],
  ['é', ['<0xC3>', '<0xA9>']],
  ['\nfoo', ['<0x0A>', 'foo']],
  ['(foo', ['<0x28>', 'foo']],
])('words with markers: %j is %j', async (content, pieces) => {
  expect(await piecesOf(markedTokenizer(), content)).toEqual(pieces);
});

test.each([
  ['cardiogram', ['cardio', 'g', 'r', 'a', 'm']],
  [' cardiogram', ['Ġ', 'cardio', 'g', 'r', 'a', 'm']],
  ['  world', ['Ġ', 'Ġworld']],
])('bytes: %j is %j', async (content, pieces) => {
  expect(await piecesOf(byteLevelTokenizer(), content)).toEqual(pieces);
});
