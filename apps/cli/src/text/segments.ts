// Ways to cut a text that have nothing to do with a vocabulary.

export interface Segment {
  /** A lone half of a surrogate pair, or a byte inside a character, is written in hexadecimal. */
  readonly text: string;
  /** Indices of the JavaScript string; of a byte those of its character. */
  readonly start: number;
  readonly end: number;
  /** In UTF-8, hexadecimal. */
  readonly bytes: string;
}

type Cut = (text: string, locale: string) => Segment[];

const cuts = {
  word: (text, locale) => cutBy(text, locale, 'word'),
  sentence: (text, locale) => cutBy(text, locale, 'sentence'),
  character: (text, locale) => cutBy(text, locale, 'grapheme'),
  grapheme: (text, locale) => cutBy(text, locale, 'grapheme'),
  byte: cutBytes,
  codepoint: (text) => placed(Array.from(text)),
  utf16: cutUnits,
} as const satisfies Record<string, Cut>;

export type Unit = keyof typeof cuts;

export const unitNames: readonly Unit[] = Object.keys(cuts) as Unit[];

export function segmentText(text: string, unit: Unit, locale: string): Segment[] {
  return cuts[unit](text, locale);
}

function cutBy(text: string, locale: string, granularity: 'word' | 'sentence' | 'grapheme'): Segment[] {
  const segmenter = new Intl.Segmenter(locale, { granularity });
  return placed(Array.from(segmenter.segment(text), ({ segment }) => segment));
}

function placed(parts: readonly string[]): Segment[] {
  let at = 0;
  return parts.map((part) => {
    const start = at;
    at += part.length;
    return { text: part, start, end: at, bytes: hexadecimalOf(part) };
  });
}

function cutBytes(text: string): Segment[] {
  return placed(Array.from(text)).flatMap(({ text: character, start, end }) =>
    Array.from(Buffer.from(character), (byte) => {
      const bytes = byte.toString(16).padStart(2, '0');
      return { text: byte < 0x80 ? character : `<${bytes}>`, start, end, bytes };
    }),
  );
}

function cutUnits(text: string): Segment[] {
  return Array.from({ length: text.length }, (_, at) => {
    const unit = text.charCodeAt(at);
    const whole = unit < 0xd800 || unit > 0xdfff;
    const shown = whole ? text.charAt(at) : `<${unit.toString(16)}>`;
    return { text: shown, start: at, end: at + 1, bytes: whole ? hexadecimalOf(shown) : '' };
  });
}

function hexadecimalOf(text: string): string {
  return Buffer.from(text).toString('hex');
}
