// One token a line. White space around a token is an accident more often than not, so it is cut, and said.

import type { ReadTokens } from './read-tokens.js';

export const readPlainText: ReadTokens = (text) => {
  const lines = text.split(/\r?\n|\r/);
  const tokens = lines.map((line) => line.trim()).filter((line) => line !== '');
  const trimmed = lines.filter((line) => line.trim() !== '' && line !== line.trim()).length;
  return { tokens, notes: trimmed === 0 ? [] : [trimmedNote(trimmed)] };
};

function trimmedNote(lines: number): string {
  return `white space around ${lines === 1 ? '1 token' : `${lines} tokens`} was cut; a JSON array keeps it`;
}
