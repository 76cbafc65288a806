// Training from text: count the words, choose the alphabet, learn, write the document.

import { TokengraftError } from '@tokengraft/errors';
import { withCancel, type NativeWordSummary, type NativeWords } from '@tokengraft/native';
import { corpusAlphabet, spellings } from './alphabets.js';
import { countCorpus, defaultLongestWord, expectCorpus, type CorpusInput } from './count-corpus.js';
import { parseDocument } from './parse-document.js';
import type { PresetName } from './presets/index.js';
import { saveTrained, type TrainedFile } from './save-trained.js';
import { tokenizerDocument, type Vocabulary } from './tokenizer-document.js';
import { checkTrainOptions, countLabel, type CutPlan, type TrainOptions, type TrainPlan } from './train-options.js';

/** One merge of training. */
export interface TrainedStep {
  readonly left: string;
  readonly right: string;
  readonly token: string;
  readonly id: number;
  /** Of the pair, when it was chosen. */
  readonly count: number;
  /** Tokens that the corpus has fewer; less than `count` where occurrences overlap. */
  readonly saved: number;
}

export interface TrainReport {
  readonly preset: PresetName;
  readonly vocabSize: number;
  /** What was asked for; more than `vocabSize` where the corpus has no more to learn. */
  readonly wantedVocabSize: number;
  readonly specialTokens: readonly string[];
  readonly alphabetSize: number;
  readonly minFrequency: number;
  /** Words of more bytes were counted in parts; `corpus.cut` of them. */
  readonly longestWord: number;
  readonly corpus: NativeWordSummary;
  /** Of the corpus, in first symbols and at last; null for a model without merges. */
  readonly tokens: { readonly before: number; readonly after: number } | null;
}

export interface TrainedTokenizer {
  readonly report: TrainReport;
  /** Empty for models without merges. */
  readonly steps: readonly TrainedStep[];
  /** The text of tokenizer.json. */
  readonly document: string;
  /** Writes it: `out` is a folder, or a file that ends in .json. */
  readonly save: (out: string, options?: { readonly force?: boolean }) => Promise<readonly TrainedFile[]>;
}

/**
 * Trains a tokenizer on the files of `corpus`. Equal corpora and options give equal bytes, whatever the number of threads,
 * the order of files, or how the counting was divided.
 *
 * Fails with `bad-file` for a corpus without words or that is no text, `bad-argument` for a vocabulary smaller than its
 * alphabet, `not-found`, `io` or `limit`.
 */
export async function trainTokenizer(
  corpus: CorpusInput | readonly CorpusInput[],
  options: TrainOptions,
): Promise<TrainedTokenizer> {
  const plan = checkTrainOptions(options);
  const words = await gatherWords(expectCorpus(Array.isArray(corpus) ? corpus : [corpus]), plan);
  const summary = await words.summary();
  if (summary.words === 0) throw new TokengraftError('bad-file', 'the corpus has no words; name files with text', {});
  plan.settings.onProgress?.({ step: 'learn', done: 0, total: 0 });
  const trained = await (plan.preset.model === 'unigram' ? learnPieces(words, plan) : learnMerges(words, plan));
  const document = tokenizerDocument(plan.preset, plan.specialTokens, trained.vocabulary);
  const report = { ...describe(plan, summary), ...trained.report };
  return {
    report,
    steps: trained.steps,
    document,
    save: async (out, { force = false } = {}) => saveTrained(out, { document, report, force }),
  };
}

/**
 * Counts the words of `corpus` into a file, for `fromCounts` of a later training with the same options. Counts of parts
 * add up to those of the whole.
 */
export async function countWords(
  corpus: CorpusInput | readonly CorpusInput[],
  options: Omit<TrainOptions, 'vocabSize'> & { readonly out: string; readonly force?: boolean },
): Promise<NativeWordSummary> {
  const { out, force = false, ...rest } = options;
  const plan = checkTrainOptions({ ...rest, vocabSize: 1 });
  const words = await gatherWords(expectCorpus(Array.isArray(corpus) ? corpus : [corpus]), plan);
  const summary = await words.summary();
  const { saveCounts } = await import('./save-trained.js');
  await saveCounts(out, { words, label: labelOf(plan), force });
  return summary;
}

async function gatherWords(corpus: ReturnType<typeof expectCorpus>, plan: TrainPlan): Promise<NativeWords> {
  const cutter = await parseDocument(cutterDocument(plan));
  const words = await countCorpus(cutter, corpus, plan.settings);
  for (const file of plan.fromCounts) await words.load(file, labelOf(plan));
  return words;
}

/** A tokenizer that cuts as the trained one will. */
function cutterDocument({ preset, specialTokens }: CutPlan): string {
  const symbols = preset.alphabet === 'bytes' ? spellings.bytes([]) : [];
  return tokenizerDocument(preset, specialTokens, { tokens: [...specialTokens, ...symbols] });
}

function labelOf(plan: CutPlan): string {
  const { longestWord = defaultLongestWord, wordMark } = plan.settings;
  return countLabel(cutterDocument(plan), { longestWord, wordMark });
}

interface Trained {
  readonly vocabulary: Vocabulary;
  readonly steps: readonly TrainedStep[];
  readonly report: Pick<TrainReport, 'vocabSize' | 'alphabetSize' | 'tokens'>;
}

function describe(plan: TrainPlan, corpus: NativeWordSummary) {
  const { presetName, vocabSize, specialTokens, minFrequency, settings } = plan;
  const { longestWord = defaultLongestWord } = settings;
  return { preset: presetName, wantedVocabSize: vocabSize, specialTokens, minFrequency, longestWord, corpus };
}

// ---- BPE and WordPiece ------------------------------------------------------------------------------------------------

async function learnMerges(words: NativeWords, plan: TrainPlan): Promise<Trained> {
  const { preset, specialTokens, vocabSize, settings } = plan;
  const symbols = await firstSymbols(words, plan);
  const base = [...specialTokens, ...symbols];
  expectRoom(base.length, symbols.length, plan);
  const tokenizer = await parseDocument(tokenizerDocument(preset, specialTokens, { tokens: base }));
  const goal = { ...bpeGoal(plan), firstId: base.length, tokens: vocabSize - base.length };
  const learned = await withCancel(settings.signal, async (cancel) => words.learnBpe(tokenizer, goal, cancel));
  const tokens = [...base];
  const steps = Array.from(learned.left, (leftId, index): TrainedStep => {
    const left = tokens[leftId] ?? '';
    const right = tokens[learned.right[index] ?? 0] ?? '';
    const token = left + (right.startsWith(goal.continuingPrefix) ? right.slice(goal.continuingPrefix.length) : right);
    const [count, saved] = [learned.counts[index] ?? 0, learned.saved[index] ?? 0];
    return { left, right, token, id: tokens.push(token) - 1, count, saved };
  });
  const after = steps.reduce((left, { saved }) => left - saved, learned.tokensBefore);
  const merges = Array.from(learned.left, (left, index) => [left, learned.right[index] ?? 0] as const);
  return {
    vocabulary: { tokens, merges },
    steps,
    report: {
      vocabSize: tokens.length,
      alphabetSize: symbols.length,
      tokens: { before: learned.tokensBefore, after },
    },
  };
}

function bpeGoal({ preset, minFrequency, maxTokenLength }: TrainPlan) {
  return {
    minCount: minFrequency,
    longestToken: maxTokenLength,
    continuingPrefix: preset.alphabet === 'characters-with-continuation' ? '##' : '',
    ownTextIsAPiece: false,
    wordMark: preset.wordMark,
    forced: [],
    excluded: [],
  };
}

/** Of spellings that depend on a character's place, those that occur. */
async function firstSymbols(words: NativeWords, plan: TrainPlan): Promise<readonly string[]> {
  const { preset, specialTokens, limitAlphabet, settings } = plan;
  const { alphabet } = preset;
  const symbols = spellings[alphabet](await corpusAlphabet(words, alphabet, limitAlphabet));
  if (alphabet !== 'characters-with-end' && alphabet !== 'characters-with-continuation') return symbols;
  const base = [...specialTokens, ...symbols];
  const tokenizer = await parseDocument(tokenizerDocument(preset, specialTokens, { tokens: base }));
  const goal = { ...bpeGoal(plan), firstId: base.length, tokens: 0 };
  const { uses } = await withCancel(settings.signal, async (cancel) => words.learnBpe(tokenizer, goal, cancel));
  return symbols.filter((_, index) => (uses[specialTokens.length + index] ?? 0) > 0);
}

function expectRoom(needed: number, symbols: number, { vocabSize, preset, specialTokens }: TrainPlan): void {
  if (needed <= vocabSize) return;
  const advice = preset.alphabet === 'bytes' ? '' : ', or pass limitAlphabet';
  const message = `${specialTokens.length} special tokens and ${symbols} first symbols are ${needed} tokens, more than vocabSize ${vocabSize}; raise it${advice}`;
  throw new TokengraftError('bad-argument', message, { needed, vocabSize });
}

// ---- Unigram ----------------------------------------------------------------------------------------------------------

/** As SentencePiece's trainer sets them. */
const unigramSettings = { longestPiece: 16, seeds: 1_000_000, shrinking: 0.75, rounds: 2 };

async function learnPieces(words: NativeWords, plan: TrainPlan): Promise<Trained> {
  const { preset, specialTokens, vocabSize, settings, maxTokenLength } = plan;
  const alphabet = await corpusAlphabet(words, preset.alphabet, plan.limitAlphabet);
  expectRoom(specialTokens.length + alphabet.length, alphabet.length, plan);
  const goal = {
    ...unigramSettings,
    ...(maxTokenLength > 0 ? { longestPiece: maxTokenLength } : {}),
    pieces: vocabSize - specialTokens.length,
    wordMark: preset.wordMark,
  };
  const { pieces, scores } = await withCancel(settings.signal, async (cancel) =>
    words.learnUnigram(alphabet, goal, cancel),
  );
  return {
    vocabulary: {
      tokens: [...specialTokens, ...pieces],
      scores: [...specialTokens.map(() => 0), ...scores],
    },
    steps: [],
    report: { vocabSize: specialTokens.length + pieces.length, alphabetSize: alphabet.length, tokens: null },
  };
}
