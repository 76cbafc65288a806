// How the pieces of a token share its row: a weight for each of `count` pieces. All but `sum` add up to 1.

type Weighting = (count: number, factor: number) => readonly number[];

const indices = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

function shares(count: number, weightOf: (index: number) => number): readonly number[] {
  const weights = indices(count).map(weightOf);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

export const pieceWeights = {
  mean: (count) => shares(count, () => 1),
  sum: (count) => indices(count).map(() => 1),
  first: (count) => shares(count, (index) => (index === 0 ? 1 : 0)),
  last: (count) => shares(count, (index) => (index === count - 1 ? 1 : 0)),
  'linear-up': (count) => shares(count, (index) => index + 1),
  'linear-down': (count) => shares(count, (index) => count - index),
  /** AdaptiVocab's for input tables: e^(2i), taken from the end so that nothing overflows. */
  'exp-up': (count) => shares(count, (index) => Math.exp(2 * (index - count + 1))),
  /** AdaptiVocab's for heads: e^(-2i). */
  'exp-down': (count) => shares(count, (index) => Math.exp(-2 * index)),
  /** 1, f, f², …: 0 is the first piece alone, 1 the mean; transplant-vocab's for the heads of draft models, with 0.5. */
  geometric: (count, factor) => shares(count, (index) => factor ** index),
} as const satisfies Record<string, Weighting>;

export type PieceWeighting = keyof typeof pieceWeights;

export const pieceWeightings = Object.keys(pieceWeights) as readonly PieceWeighting[];

export function weightsOf(weighting: PieceWeighting, count: number, factor: number): readonly number[] {
  const weigh: Weighting = pieceWeights[weighting];
  return weigh(count, factor);
}
