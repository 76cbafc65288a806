// What can be encoded: a string, or the UTF-8 of a text in a Uint8Array.

import { expectString, TokengraftError } from '@tokengraft/errors';

export type TextInput = string | Uint8Array;

export function expectText(name: string, value: unknown): TextInput {
  return value instanceof Uint8Array ? value : expectString(name, value);
}

/** The string of a text, for what has to look into it. Fails with `bad-argument` for bytes that are no UTF-8. */
export function stringOf(text: TextInput): string {
  if (typeof text === 'string') return text;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(text);
  } catch {
    throw new TokengraftError('bad-argument', 'the text is not valid UTF-8');
  }
}
