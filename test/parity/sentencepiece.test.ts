// SentencePiece models against Debian's own library: trained here with many settings, and made piece by piece with
// everything a trainer would not do. Skipped, and said so, where python3-sentencepiece is missing.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadTokenizer, type Tokenizer } from '@tokengraft/tokenizer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../fixtures/random.js';
import {
  charsmapOf,
  writeModel,
  type ModelDescription,
  type PieceKind,
} from '../fixtures/sentencepiece/write-model.js';

const seed = Number(process.env['TG_PARITY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const python = '/usr/bin/python3';
const isThere = spawnSync(python, ['-c', 'import sentencepiece']).status === 0;
const whySkipped = isThere ? '' : ' (skipped: Debian’s python3-sentencepiece is not installed)';
const root = path.join(import.meta.dirname, '../..');
const texts = path.join(root, '../shared/texts');

interface Answer {
  readonly error?: string;
  readonly size: number;
  readonly encoded: readonly { readonly failed: boolean; readonly pieces: readonly Piece[]; readonly text: string }[];
  readonly decoded: readonly string[];
}
type Piece = readonly [id: number, begin: number, end: number, surface: string];

const noAnswer: Answer = { size: -1, encoded: [], decoded: [] };

interface Question {
  readonly model: string;
  readonly texts: readonly string[];
  readonly ids: readonly (readonly number[])[];
}

function ask(request: object): { readonly trained: readonly string[]; readonly answers: readonly Answer[] } {
  const script = path.join(root, 'test/fixtures/sentencepiece/oracle.py');
  const output = execFileSync(python, [script], { input: JSON.stringify(request), maxBuffer: 2 ** 30, stdio: 'pipe' });
  return JSON.parse(output.toString()) as ReturnType<typeof ask>;
}

const alphabets = [
  'abcdeeettt',
  '  \t\n\r\u00a0\u3000\u2028\u200b',
  `'"!?.,;:-_()<s></s><unk>`,
  '0123456789²Ⅷ①',
  'äöüßéèİıſ',
  'e\u0301a\u0308\u0323',
  '中文漢字かなカナー한국어',
  'אבגدذरहिन्दी',
  '\u200d\ufeff\u00ad\ufffd\u0001\u0000',
  '😀👩🏽🇩🇪𝒳',
  'ﬁ㍿ﷺﾊﾞ',
  '▁▁<0x41>',
];

type Draw = (below: number) => number;

function randomText(draw: Draw, words: readonly string[]): string {
  const part = (): string => {
    if (draw(3) > 0) return words[draw(words.length)] ?? '';
    const alphabet = Array.from(alphabets[draw(alphabets.length)] ?? '');
    return Array.from({ length: 1 + draw(6) }, () => alphabet[draw(alphabet.length)] ?? '').join('');
  };
  return Array.from({ length: draw(12) }, () => part() + (draw(2) === 0 ? ' ' : '')).join('');
}

let folder: string;
let number = 0;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tokengraft-sentencepiece-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function open(model: string | Buffer): Promise<Tokenizer> {
  const file = path.join(folder, `${++number}.model`);
  await writeFile(file, typeof model === 'string' ? Buffer.from(model, 'base64') : model);
  return loadTokenizer(file);
}

/** What a tokenizer makes of one question. Where SentencePiece fails, and loses the text, ours refuses it: `null`. */
interface Results {
  readonly size: number;
  readonly encoded: readonly (object | null)[];
  readonly decoded: readonly string[];
  readonly streamed: readonly string[];
}

function oursOf(tokenizer: Tokenizer, { texts: given, ids }: Question): Results {
  return {
    size: tokenizer.size,
    encoded: given.map((text) => encodedByUs(tokenizer, text)),
    decoded: ids.map((list) => tokenizer.decode(list)),
    streamed: ids.map((list) => streamed(tokenizer, list)),
  };
}

function theirsOf({ texts: given }: Question, { size, encoded, decoded }: Answer): Results {
  const encodedByThem = given.map((text, index) => {
    const { failed, pieces, text: back } = encoded[index] ?? { failed: true, pieces: [], text: '' };
    const ids = pieces.map(([id]) => id);
    const places = pieces.map(([id, begin, end]) => [id, begin, end]);
    return failed ? null : { text, pieces: places, plain: ids, count: ids.length, back };
  });
  return { size, encoded: encodedByThem, decoded, streamed: decoded };
}

function encodedByUs(tokenizer: Tokenizer, text: string): object | null {
  try {
    const { ids, offsets } = tokenizer.encoding(text, { offsets: 'codepoint' });
    const pieces = Array.from(ids, (id, at) => [id, offsets[2 * at], offsets[2 * at + 1]]);
    const [plain, count, back] = [[...tokenizer.encode(text)], tokenizer.count(text), tokenizer.decode(ids)];
    return { text, pieces, plain, count, back };
  } catch (error) {
    if (String(error).includes('control piece')) return null;
    throw error;
  }
}

function streamed(tokenizer: Tokenizer, ids: readonly number[]): string {
  const decoder = tokenizer.decoder();
  return ids.map((id) => decoder.push(id)).join('') + decoder.flush();
}

function randomIds(draw: Draw, size: number): number[] {
  return Array.from({ length: draw(9) }, () => draw(draw(2) === 0 ? Math.min(size, 300) : size));
}

// ---- trained models ---------------------------------------------------------------------------------------------------

const settings: readonly (readonly [string, object])[] = [
  ['unigram', { model_type: 'unigram', vocab_size: 1400 }],
  ['unigram, NFKC with case folding', { model_type: 'unigram', vocab_size: 1300, normalization_rule_name: 'nfkc_cf' }],
  [
    'unigram, bytes and own symbols',
    {
      model_type: 'unigram',
      vocab_size: 1600,
      byte_fallback: true,
      user_defined_symbols: ['<sep>', 'the', '😀', 'n\u0303'],
      control_symbols: ['<ctl>'],
    },
  ],
  ['unigram, spaces behind', { model_type: 'unigram', vocab_size: 1400, treat_whitespace_as_suffix: true }],
  ['BPE', { model_type: 'bpe', vocab_size: 1400 }],
  [
    'BPE, as it is',
    {
      model_type: 'bpe',
      vocab_size: 1600,
      normalization_rule_name: 'identity',
      remove_extra_whitespaces: false,
      byte_fallback: true,
      split_digits: true,
      allow_whitespace_only_pieces: true,
    },
  ],
  [
    'BPE, no space in front',
    { model_type: 'bpe', vocab_size: 1400, add_dummy_prefix: false, user_defined_symbols: ['<sep>', 'ing', '▁an'] },
  ],
  ['BPE, spaces behind', { model_type: 'bpe', vocab_size: 1400, treat_whitespace_as_suffix: true, unk_surface: '<?>' }],
  [
    'BPE across spaces',
    { model_type: 'bpe', vocab_size: 1500, split_by_whitespace: false, normalization_rule_name: 'nmt_nfkc_cf' },
  ],
  ['words', { model_type: 'word', vocab_size: 1300 }],
  ['characters', { model_type: 'char', vocab_size: 1300, user_defined_symbols: ['the'] }],
];

function corpus(): string[] {
  const own = ['README.md', 'ARCHITECTURE.md', 'native/README.md'].map((name) =>
    readFileSync(path.join(root, name), 'utf8'),
  );
  const beside = ['english.txt', 'cjk.txt', 'scripts.txt']
    .map((name) => path.join(texts, name))
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8').slice(0, 8000));
  return [...own, ...beside]
    .flatMap((text) => text.split('\n'))
    .filter((line) => line.trim() !== '' && line.length < 1000);
}

const trained = settings.map(([name, options]) => [name, { character_coverage: 0.98, ...options }] as const);

describe.skipIf(!isThere)(
  `trained SentencePiece models, seed ${seed} (set TG_PARITY_SEED to repeat)${whySkipped}`,
  () => {
    const lines = corpus();
    let models: readonly string[];
    beforeAll(() => {
      models = ask({ corpus: lines, train: trained.map(([, options]) => options) }).trained;
    }, 600_000);

    test.each(trained)(
      '%s',
      async (name) => {
        const draw = createRandom(seed);
        const model = models[trained.findIndex(([each]) => each === name)] ?? '';
        const tokenizer = await open(model);
        const words = lines.slice(0, 400).flatMap((line) => line.split(' '));
        const random = Array.from({ length: 150 }, () => randomText(draw, words));
        const ids = Array.from({ length: 100 }, () => randomIds(draw, tokenizer.size));
        const question = {
          model,
          texts: ['', ' ', ...random, ...lines.slice(0, 100), lines.join('\n').slice(0, 20_000)],
          ids,
        };
        const [answer] = ask({ questions: [question] }).answers;
        expect(oursOf(tokenizer, question)).toEqual(theirsOf(question, answer ?? noAnswer));
      },
      300_000,
    );
  },
);

// ---- models that no trainer makes --------------------------------------------------------------------------------------

const shortTokens =
  'a b c d e ▁ ab bc abc abcd ▁a ▁ab a▁ ab▁ aa aaa aaaa ▁▁ ▁▁a cab é e\u0301 中 中文 ab▁cd bca dd <s> x<s> b</s> ⁇'.split(
    ' ',
  );

/** Scores from a few values, so that many are equal. */
function randomModel(draw: Draw, charsmap: Uint8Array | undefined): ModelDescription {
  const flip = (): boolean => draw(2) === 0;
  const model = (['unigram', 'bpe', 'bpe', 'word', 'char'] as const)[draw(5)] ?? 'bpe';
  // (The trainer spells no words in bytes; their bytes would have other places than ours.)
  const byteFallback = model !== 'word' && draw(3) === 0;
  const kinds: readonly PieceKind[] = ['normal', 'normal', 'normal', 'normal', 'unused', 'userDefined', 'control'];
  const usual: readonly PieceKind[] = ['normal'];
  const allowed = flip() ? usual : flip() ? kinds.filter((kind) => kind !== 'unused') : kinds;
  const pieces = shortTokens
    .filter(() => draw(3) > 0)
    .map((token) => [token, -draw(5) + (flip() ? 0 : draw(3)), allowed[draw(allowed.length)] ?? 'normal'] as const);
  const names = new Set(pieces.map(([piece]) => piece));
  const unknown = flip() && !names.has('x') ? 'x' : '<unk>';
  const bytePieces = byteFallback
    ? Array.from(
        { length: 256 },
        (_, byte) => [`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`, 0, 'byte'] as const,
      )
    : [];
  return {
    pieces: [
      [unknown, 0, 'unknown'],
      ...(names.has('</s>') ? [] : [['</s>', 0, 'control'] as const]),
      ...bytePieces,
      ...pieces,
      ['dc', 0, 'normal'],
    ],
    model,
    byteFallback,
    whitespaceAsSuffix: flip(),
    ...(flip() ? {} : { unknownSurface: ['', '?', ' \u2047 '][draw(3)] ?? '' }),
    ...(charsmap === undefined || flip() ? {} : { charsmap }),
    ...(charsmap === undefined || draw(4) > 0 ? {} : { denormalizerCharsmap: charsmap }),
    addDummyPrefix: flip(),
    removeExtraWhitespaces: flip(),
    escapeWhitespaces: draw(4) > 0,
  };
}

function shortText(draw: Draw): string {
  const characters = [
    ...Array.from('aaabbbccddde  '),
    '▁',
    'é',
    'e\u0301',
    '中',
    '文',
    'x',
    '<s>',
    '</s>',
    'Å',
    'ﬁ',
    '\n',
    '😀',
    '⁇',
  ];
  return Array.from({ length: draw(24) }, () => characters[draw(characters.length)] ?? '').join('');
}

describe.skipIf(!isThere)(
  `SentencePiece models made by hand, seed ${seed} (set TG_PARITY_SEED to repeat)${whySkipped}`,
  () => {
    test('a hundred of them', async () => {
      const draw = createRandom(seed);
      const rules =
        ask({ corpus: ['a b c ab cab', 'd e'], train: [{ model_type: 'bpe', vocab_size: 12 }] }).trained[0] ?? '';
      const charsmap = charsmapOf(Buffer.from(rules, 'base64'));
      const descriptions = Array.from({ length: 100 }, () => randomModel(draw, charsmap));
      const questions = descriptions.map((description) => ({
        model: writeModel(description).toString('base64'),
        texts: Array.from({ length: 40 }, () => shortText(draw)),
        ids: Array.from({ length: 20 }, () => randomIds(draw, description.pieces.length)),
      }));
      const { answers } = ask({ questions });
      for (const [index, question] of questions.entries()) {
        const answer = answers[index];
        expect(answer?.error).toBeUndefined();
        expect(oursOf(await open(question.model), question)).toEqual(theirsOf(question, answer ?? noAnswer));
      }
    }, 300_000);
  },
);
