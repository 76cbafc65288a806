// Texts of `size` UTF-16 units without a place to cut. Every repetition is another text, so that no cache of whole pieces
// answers; the same repetition is the same text everywhere.

type Maker = (size: number, repetition: number) => string;

export const pathologicalKinds = {
  'one letter': (size, repetition) => String.fromCharCode(97 + (repetition % 26)).repeat(size),
  spaces: (size, repetition) => ' '.repeat(size - repetition),
  newlines: (size, repetition) => '\n'.repeat(size - repetition),
  punctuation: (size, repetition) => '!#$%&*-=~_.:+'.charAt(repetition % 13).repeat(size),
  'random letters': (size, repetition) => randomOf('abcdefghijklmnopqrstuvwxyz', size, repetition),
  'random latin-1': (size, repetition) => randomOf(charactersFrom(0xa1, 0xff), size, repetition),
  base64: (size, repetition) =>
    Buffer.from(randomOf(charactersFrom(0x21, 0xff), size, repetition))
      .toString('base64')
      .slice(0, size),
  'han without spaces': (size, repetition) => randomOf(charactersFrom(0x4e00, 0x9fa5), size, repetition),
  'zwj emoji': (size, repetition) => randomOf(['👩‍👩‍👧‍👦', '👨‍🚀', '🏳️‍🌈', '👩🏽‍💻'], size, repetition).slice(0, size),
} as const satisfies Record<string, Maker>;

export type KindName = keyof typeof pathologicalKinds;

function charactersFrom(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => String.fromCharCode(first + index));
}

// A linear congruential generator (Numerical Recipes, 1992): repeatable, and good enough for letters.
function randomOf(alphabet: ArrayLike<string>, size: number, seed: number): string {
  let state = seed + 1;
  let text = '';
  while (text.length < size) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text += alphabet[Math.floor((state / 2 ** 32) * alphabet.length)] ?? '';
  }
  return text;
}
