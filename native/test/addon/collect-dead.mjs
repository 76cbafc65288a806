// Makes tokenizers of some 16 MB each and drops them at once, hardly using JavaScript's own memory. Prints how many of
// them were collected: only what V8 is told of makes it look.

import { native } from '@tokengraft/native';
import { byteLevelTokenizer, openOptions } from './byte-level.mjs';

const made = 24;
const flags = { special: false, singleWord: false, lstrip: false, rstrip: false, normalized: false };
const tokens = Array.from({ length: 20_000 }, (_, index) => ({ id: 0, content: `<added token ${index}>`, ...flags }));
const origin = await native().parseTokenizer(byteLevelTokenizer(), 'byte-level', openOptions);

let collected = 0;
const registry = new FinalizationRegistry(() => (collected += 1));
for (let index = 0; index < made; index += 1) {
  registry.register(origin.withAddedTokens(tokens).tokenizer);
  await new Promise((resolve) => setImmediate(resolve));
}
console.log(JSON.stringify({ made, collected }));
