// `npm run demo`: the main job from beginning to end on an embedded model. Everything it does, the command line does; this
// only makes the model, types the commands and shows a text before and after.

import { spawnSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { loadTokenizer } from '@tokengraft/tokenizer';
import { paint } from './paint.js';
import { makeTinyGpt2 } from './tiny-gpt2.js';

const root = path.resolve(import.meta.dirname, '../../..');
const assets = path.relative(root, path.resolve(import.meta.dirname, '../assets'));
const model = path.join('demo-output', 'model');
const extended = path.join('demo-output', 'model-extended');
const colours = process.stdout.isTTY ? process.env['NO_COLOR'] === undefined : process.env['FORCE_COLOR'] !== undefined;

process.chdir(root);
heading(`A model of GPT-2's layout with GPT-2's tokenizer, random weights: ${model}`);
await rm('demo-output', { recursive: true, force: true });
await makeTinyGpt2(model, path.join(root, 'test/fixtures/gpt2'));

heading('It learns six words from a text file, four from a JSON file, and an end-of-turn token');
const tokens = [path.join(assets, 'terms.txt'), path.join(assets, 'more.json')];
type(
  'extend',
  model,
  '--tokens',
  ...tokens,
  '--special',
  '<|eot|>',
  '--init',
  'subword-mean',
  '--sample',
  path.join(assets, 'note.txt'),
  '--out',
  extended,
);

heading('What changed, and that nothing else did');
type('verify', model, extended);

heading('A clinical note, token by token');
const note = (await readFile(path.join(assets, 'note.txt'), 'utf8')).trim();
await show('before', model, note);
await show('after', extended, note);

function heading(text: string): void {
  console.log(`\n${colours ? `\u001b[1m${text}\u001b[0m` : text}\n`);
}

// Prints the command as a user would type it, then runs it.
function type(...words: string[]): void {
  console.log(`$ npx tokengraft ${words.map((word) => (/^[\w./-]+$/.test(word) ? word : `'${word}'`)).join(' ')}\n`);
  const require = createRequire(import.meta.url);
  const command = path.join(path.dirname(require.resolve('tokengraft/package.json')), 'bin/tokengraft.js');
  const { status } = spawnSync(process.execPath, [command, ...words], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

async function show(when: string, folder: string, text: string): Promise<void> {
  const { painted, tokens: count } = paint(await loadTokenizer(folder), text, colours);
  const words = text.split(/\s+/).length;
  console.log(`${when}: ${count} tokens, ${(count / words).toFixed(2)} a word\n\n${painted}\n`);
}
