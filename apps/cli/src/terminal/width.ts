// How many columns of a terminal a text takes.

/** Colour codes and combining marks take none, East Asian wide characters and pictures two. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text.replaceAll(colourCode, '')) width += characterWidth(character);
  return width;
}

/** `text` filled with spaces to `width` columns. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}

// oxlint-disable-next-line no-control-regex -- the escape character is what colour codes begin with
const colourCode = /\u001b\[\d+m/g;
const zeroWidth = /^[\p{M}\p{Cf}\p{Cc}]$/u;
const doubleWidth =
  /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]$/u;

function characterWidth(character: string): number {
  if (character >= ' ' && character <= '~') return 1;
  if (zeroWidth.test(character)) return 0;
  return doubleWidth.test(character) ? 2 : 1;
}
