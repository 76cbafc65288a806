// Two thousand added tokens of all kinds and flags against the native `tokenizers` package, in the same process.

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { loadTokenizer, type Tokenizer } from '@tokengraft/tokenizer';
import { Tokenizer as Reference } from 'tokenizers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../fixtures/random.js';
import { beside, createWorkplace, fixtures, tokenizersBeside, type Workplace } from './material.js';
import { answersOf, firstDifference, referenceAnswersOf } from './reference.js';

const seed = Number(process.env['TG_PARITY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** Without a normalizer, and with one that lowers, that prepends, and that composes. */
const besides = ['bert_base_uncased', 'llama2', 'qwen2_5'].filter((name) => tokenizersBeside.includes(name));
const folders = [path.join(fixtures, 'gpt2'), ...besides.map((name) => path.join(beside, 'tokenizers', name))];

let workplace: Workplace;
beforeAll(async () => {
  workplace = await createWorkplace();
});
afterAll(() => workplace.clear());

type Draw = (below: number) => number;

interface Entry {
  readonly id: number;
  readonly content: string;
}

interface Document {
  readonly model: { readonly vocab: Readonly<Record<string, number>> };
  readonly added_tokens: readonly Entry[];
}

const shapes: readonly ((draw: Draw) => string)[] = [
  (draw) => wordOf('abcdefghijklmnopqrstuvwxyz', 1 + draw(3), draw),
  (draw) => wordOf('abcdefghijklmnopqrstuvwxyz', 4 + draw(9), draw),
  (draw) => wordOf('ETAoin shrdlu', 2 + draw(8), draw),
  (draw) => wordOf('中文字漢字かな', 1 + draw(5), draw),
  (draw) => wordOf('éÉåÅßİ\u0301', 1 + draw(4), draw),
  (draw) => wordOf('<|>_ ', 1 + draw(6), draw),
  (draw) => `<|marker_${draw(5000)}|>`,
  (draw) => `MyNewToken_${draw(5000)}`,
  (draw) => 'ab'.repeat(1 + draw(150)),
];

function wordOf(alphabet: string, length: number, draw: Draw): string {
  const characters = Array.from(alphabet);
  return Array.from({ length }, () => characters[draw(characters.length)] ?? '').join('');
}

function addTokens(document: Document, count: number, draw: Draw): Entry[] {
  const known = new Set([...Object.keys(document.model.vocab), ...document.added_tokens.map(({ content }) => content)]);
  const ids = [...Object.values(document.model.vocab), ...document.added_tokens.map(({ id }) => id)];
  let id = ids.reduce((highest, each) => Math.max(highest, each), 0);
  return Array.from({ length: count }, () => shapes[draw(shapes.length)]?.(draw) ?? '').flatMap((content) => {
    const folded = fold(content);
    if (folded.trim() === '' || known.has(content) || known.has(folded)) return [];
    known.add(folded);
    id += 1;
    const flag = (): boolean => draw(3) === 0;
    const flags = { single_word: flag(), lstrip: flag(), rstrip: flag(), normalized: draw(2) === 0, special: flag() };
    return [{ id, content, ...flags }];
  });
}

/**
 * What a normalizer may leave of a content. Where that is nothing, the reference's search does not end; where it is the
 * same for two contents, which of them the reference finds differs from run to run.
 */
function fold(content: string): string {
  return content.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

const glue = [' ', '  ', '\n', '\u00a0', '_', '.', 'x', 'É', '\u0301', '字', '1'];

function textOf(entries: readonly Entry[], draw: Draw): string {
  const parts = Array.from({ length: 1 + draw(12) }, () => {
    const content = entries[draw(entries.length)]?.content ?? '';
    const kind = draw(6);
    if (kind < 3) return content;
    if (kind === 3)
      return Array.from(content)
        .slice(0, 1 + draw(content.length))
        .join('');
    return kind === 4 ? (glue[draw(glue.length)] ?? '') : wordOf('abcdefghijklmnopqrstuvwxyz', 1 + draw(12), draw);
  });
  return parts.join('');
}

describe.each(folders.map((folder) => [path.basename(folder), folder] as const))('%s', (_, folder) => {
  let ours: Tokenizer;
  let reference: Reference;
  let added: readonly Entry[];
  const draw = createRandom(seed);
  beforeAll(async () => {
    const file = path.join(await workplace.unpack(folder), 'tokenizer.json');
    const document = JSON.parse(await readFile(file, 'utf8')) as Document;
    added = addTokens(document, 2000, draw);
    await writeFile(file, JSON.stringify({ ...document, added_tokens: [...document.added_tokens, ...added] }));
    [ours, reference] = [await loadTokenizer(file), Reference.fromFile(file)];
    reference.disableTruncation();
    reference.disablePadding();
  });

  test(`the same answers with 2,000 added tokens, seed ${seed} (set TG_PARITY_SEED to repeat)`, async () => {
    for (let index = 0; index < 1500; index++) {
      const text = textOf(added, draw);
      const difference = firstDifference(answersOf(ours, text), await referenceAnswersOf(reference, text));
      expect({ index, text: JSON.stringify(text), difference }).toMatchObject({ difference: undefined });
    }
  });
});
