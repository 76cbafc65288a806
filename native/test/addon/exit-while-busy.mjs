// Ends the process in the middle of native jobs.

import { native } from '@tokengraft/native';
import { byteLevelTokenizer, openOptions } from './byte-level.mjs';

const tokenizer = await native().parseTokenizer(byteLevelTokenizer(), 'byte-level', openOptions);
const texts = Array.from({ length: 5000 }, (_, index) => `the text number ${index} `.repeat(50));
for (let job = 0; job < 6; job += 1) void tokenizer.encodeBatch(texts, true, 0, 0, undefined);
setTimeout(() => {
  console.log(JSON.stringify({ busy: true }));
  process.exit(0);
}, 5);
