// Makes tokenizers of some 16 MB each and drops them at once, hardly using JavaScript's own memory. Prints how many of
// them were collected: only what V8 is told of makes it look.

import { native } from '@tokengraft/native';
import { byteLevelTokenizer, openOptions } from './byte-level.mjs';

const made = 24;
const contents = Array.from({ length: 20_000 }, (_, index) => `<added token ${index}>`);
const flags = new Uint8Array(contents.length);
const origin = await native().parseTokenizer(byteLevelTokenizer(), 'byte-level', openOptions);

let collected = 0;
const registry = new FinalizationRegistry(() => (collected += 1));
for (let index = 0; index < made; index += 1) {
  registry.register(origin.withAddedTokens(contents, flags).tokenizer);
  await new Promise((resolve) => setImmediate(resolve));
}
console.log(JSON.stringify({ made, collected }));
