// Learning new tokens for a tokenizer that has merges already: its words, its merges, then further merges on top.

import { dirname } from 'node:path';
import { TokengraftError } from '@tokengraft/errors';
import {
  withCancel,
  type NativeLearnedBpe,
  type NativeTokenizer,
  type NativeWordSummary,
  type NativeWords,
} from '@tokengraft/native';
import type { Tokenizer } from '../tokenizer.js';
import { byCodePoint } from './alphabets.js';
import { countCorpus, defaultLongestWord, expectCorpus, type CorpusInput } from './count-corpus.js';
import type { CorpusFile } from './corpus.js';
import { checkLearnOptions, type LearnOptions, type LearnPlan } from './learn-options.js';
import { openTarget, type Additions, type LearnTarget } from './learn-target.js';
import { checkMerging, type MergingCheck } from './check-merging.js';
import { measureCorpus, type CorpusMeasure } from './measure-corpus.js';
import {
  curveOf,
  describeTokens,
  savedBy,
  type CurvePoint,
  type LearnedToken,
  type NewCharacter,
} from './ranked-tokens.js';
import { findUnreachable } from './reachable.js';
import { sampleTexts, type SampleText } from './sample-texts.js';
import { rowCost, type RowCost } from './row-cost.js';
import { saveLearned } from './save-learned.js';
import type { TrainedFile } from './save-trained.js';

export interface LearnReport {
  readonly schemaVersion: 1;
  readonly tokenizer: string;
  readonly wanted: number;
  /** Fewer than wanted where the corpus has no more to learn. */
  readonly added: number;
  readonly firstId: number;
  readonly minFrequency: number;
  readonly longestWord: number;
  readonly corpus: NativeWordSummary;
  /** Of the corpus, as counted by words. */
  readonly tokens: { readonly before: number; readonly after: number };
  readonly curve: readonly CurvePoint[];
  /** By tokens saved. */
  readonly newTokens: readonly LearnedToken[];
  /** Forced words that could not become tokens: the tokenizer cuts them, or has them. */
  readonly unforced: readonly string[];
  readonly rows: RowCost;
  /** On the corpus's or the held-out files' beginnings, before and after. */
  readonly measured: CorpusMeasure;
  readonly heldOut: boolean;
  /** Of the same texts. */
  readonly check: MergingCheck;
  /** A few of them, in pieces. */
  readonly samples: readonly SampleText[];
}

export interface LearnedTokenizer {
  readonly report: LearnReport;
  /** The file's new content. */
  readonly bytes: Uint8Array;
  /** Writes it: `out` is a folder, which then gets the other files of the tokenizer, too, or a file. */
  readonly save: (out: string, options?: { readonly force?: boolean }) => Promise<readonly TrainedFile[]>;
}

/**
 * Chooses `options.add` new tokens for `tokenizer` by going on with its BPE training on the files of `corpus`. New merges
 * come after all old ones, so that the new segmentation of any text is the old one with further merges applied.
 *
 * Fails with `unsupported` for a tokenizer that merges cannot be added to, `bad-file` for a corpus without words or that is
 * no text, `bad-argument`, `not-found`, `io`, `limit`, or `verification-failed`.
 */
export async function learnTokens(
  tokenizer: Tokenizer,
  corpus: CorpusInput | readonly CorpusInput[],
  options: LearnOptions,
): Promise<LearnedTokenizer> {
  const plan = checkLearnOptions(options);
  const files = expectCorpus(Array.isArray(corpus) ? corpus : [corpus]);
  const target = await openTarget(tokenizer);
  if (plan.crosses && target.cutsPieces) refuseCrossing(tokenizer);
  const words = await countCorpus(target.base, files, { ...plan.settings, wordMark: wordMarkOf(target, plan) });
  const summary = await words.summary();
  if (summary.words === 0) throw new TokengraftError('bad-file', 'the corpus has no words; name files with text', {});
  plan.settings.onProgress?.({ step: 'learn', done: 0, total: 0 });
  const learned = await learnReachable(words, target, plan);
  const report = await reportOn(learned, { tokenizer, target, plan, files, summary });
  return {
    report,
    bytes: learned.bytes,
    save: async (out, { force = false } = {}) =>
      saveLearned(out, { source: tokenizer.source, bytes: learned.bytes, force }),
  };
}

function refuseCrossing({ source: { file } }: Tokenizer): never {
  const message = `${file} cuts texts into words before its model runs, so that no token can hold several; leave wordBoundary at never`;
  throw new TokengraftError('unsupported', message, { file, option: 'wordBoundary' });
}

/** SentencePiece's mark of a space begins words; byte-level pieces are words as they are. */
function wordMarkOf({ byteLevel }: LearnTarget, { crosses }: LearnPlan): string {
  return byteLevel || crosses ? '' : spaceMark;
}

const spaceMark = '▁';

interface Learned {
  readonly firstId: number;
  readonly characters: readonly NewCharacter[];
  readonly merges: NativeLearnedBpe;
  readonly after: NativeTokenizer;
  readonly bytes: Uint8Array;
  readonly tokens: readonly LearnedToken[];
}

/** Learns again without them when some tokens would never come out of encoding. */
async function learnReachable(words: NativeWords, target: LearnTarget, plan: LearnPlan): Promise<Learned> {
  const excluded = plan.excluded
    .flatMap((word) => [word, ` ${word}`, spaceMark + word])
    .map((text) => Buffer.from(text));
  const characters = await chooseCharacters(words, { target, plan, excluded });
  for (;;) {
    const learned = await learnOnce(words, { target, plan, characters, excluded });
    const unreachable = await findUnreachable(learned.after, learned.tokens, plan.settings);
    if (unreachable.length === 0) return learned;
    excluded.push(...unreachable.map((id) => Buffer.from(spelledBytes(learned.after, id, target))));
  }
}

/** A token as learning sees it: bytes, or characters with their marks. */
function spelledBytes(tokenizer: NativeTokenizer, id: number, { byteLevel }: LearnTarget): Uint8Array {
  return byteLevel ? tokenizer.decodeBytes(Uint32Array.of(id), false) : Buffer.from(tokenizer.idToToken(id) ?? '');
}

/** Of the characters that may become tokens those that save more than the merges that take their places. */
async function chooseCharacters(
  words: NativeWords,
  lesson: Omit<Lesson, 'characters'>,
): Promise<readonly NewCharacter[]> {
  const { target, plan } = lesson;
  const characters = await newCharacters(words, target, plan);
  if (characters.length === 0) return characters;
  const { merges } = await learnMerges(words, {
    ...lesson,
    characters,
    plan: { ...plan, add: plan.add + characters.length },
  });
  const worths = [...characters.map(savedBy), ...merges.saved].sort((a, b) => b - a);
  const least = worths[plan.add - 1] ?? 0;
  return characters.filter((each) => savedBy(each) >= least);
}

/** Characters that are written in byte tokens so far, those first that save most. */
async function newCharacters(
  words: NativeWords,
  { base, takesCharacters }: LearnTarget,
  { limitAlphabet, minFrequency, add }: LearnPlan,
): Promise<readonly NewCharacter[]> {
  if (!takesCharacters) return [];
  const { characters, counts } = await words.characters();
  const missing = Array.from(characters, (code, index) => ({
    character: String.fromCodePoint(code),
    count: counts[index] ?? 0,
  })).filter(
    ({ character, count }) =>
      count >= minFrequency && !/[\p{Cc}\p{Z}]/u.test(character) && base.tokenToId(character) === undefined,
  );
  missing.sort((a, b) => savedBy(b) - savedBy(a) || byCodePoint(a.character, b.character));
  return missing.slice(0, Math.min(limitAlphabet, add));
}

interface Lesson {
  readonly target: LearnTarget;
  readonly plan: LearnPlan;
  readonly characters: readonly NewCharacter[];
  readonly excluded: readonly Uint8Array[];
}

async function learnOnce(words: NativeWords, lesson: Lesson): Promise<Learned> {
  const { target, characters } = lesson;
  const { merges, withCharacters } = await learnMerges(words, lesson);
  const { firstId } = withCharacters;
  const pairs = Array.from(merges.left, (left, index) => [left, merges.right[index] ?? 0] as const);
  const bytes = target.render({ ...withCharacters, merges: pairs });
  const after = await target.open(bytes);
  const tokens = describeTokens({ firstId, characters, merges }, after, target.byteLevel);
  return { firstId, characters, merges, after, bytes, tokens };
}

async function learnMerges(
  words: NativeWords,
  { target, plan, characters, excluded }: Lesson,
): Promise<{ readonly merges: NativeLearnedBpe; readonly withCharacters: Additions }> {
  const firstId = target.base.idBound();
  const withCharacters: Additions = { firstId, characters: characters.map(({ character }) => character), merges: [] };
  const base = characters.length === 0 ? target.base : await target.open(target.render(withCharacters));
  const goal = {
    tokens: plan.add - characters.length,
    firstId: firstId + characters.length,
    minCount: plan.minFrequency,
    longestToken: plan.maxTokenLength,
    continuingPrefix: '',
    ownTextIsAPiece: true,
    wordMark: wordMarkOf(target, plan),
    forced: plan.forced,
    excluded,
  };
  const merges = await withCancel(plan.settings.signal, async (cancel) => words.learnBpe(base, goal, cancel));
  return { merges, withCharacters };
}

const mostSamples = 8;

/** Measuring and verifying a byte costs twenty times what counting it does. */
const shareOfCorpus = 1 / 128;
const [leastInAll, leastToMeasure, mostToMeasure] = [1 << 16, 1 << 10, 1 << 18];

/** Bytes of each file. */
function shareToMeasure({ bytes }: NativeWordSummary, files: readonly CorpusFile[]): number {
  const share = Math.max(bytes * shareOfCorpus, leastInAll) / files.length;
  return Math.round(Math.min(Math.max(share, leastToMeasure), mostToMeasure));
}

interface Occasion {
  readonly tokenizer: Tokenizer;
  readonly target: LearnTarget;
  readonly plan: LearnPlan;
  readonly files: readonly CorpusFile[];
  readonly summary: NativeWordSummary;
}

async function reportOn(learned: Learned, occasion: Occasion): Promise<LearnReport> {
  const { tokenizer, target, plan, files, summary } = occasion;
  const { tokens, merges, firstId, characters, after } = learned;
  const { threads = 0, signal, longestWord = defaultLongestWord } = plan.settings;
  const byCharacters = characters.reduce((all, each) => all + savedBy(each), 0);
  const before = merges.tokensBefore + byCharacters;
  const check = checkMerging({ before: target.base, after, tokens });
  const samples: SampleText[] = [];
  const measured = await measureCorpus([target.base, after], plan.heldOut ?? files, {
    sampleBytes: plan.sampleBytes ?? (plan.heldOut === undefined ? shareToMeasure(summary, files) : mostToMeasure),
    threads,
    signal,
    onTexts: async (file, texts) => {
      if (samples.length < mostSamples) samples.push(...sampleTexts(texts, [target.base, after]));
      return check.add(file, texts, threads, signal);
    },
  });
  return {
    schemaVersion: 1,
    tokenizer: tokenizer.source.file,
    wanted: plan.add,
    added: tokens.length,
    firstId,
    minFrequency: plan.minFrequency,
    longestWord,
    corpus: summary,
    tokens: { before, after: tokens.reduce((left, { saved }) => left - saved, before) },
    curve: curveOf(tokens, { tokens: before, words: summary.runs, bytes: summary.bytes }),
    newTokens: [...tokens].sort((a, b) => b.saved - a.saved || a.id - b.id),
    unforced: merges.unforced,
    rows: await rowCost(tokens.length, plan.hiddenSize, dirname(tokenizer.source.file)),
    measured,
    heldOut: plan.heldOut !== undefined,
    check: check.result(),
    samples: samples.slice(0, mostSamples),
  };
}
