// An added token as Hugging Face `tokenizers` writes it.

import type { TokenInput } from '../added-tokens.js';
import { refuseUnknownOptions } from '../known-options.js';

export interface AddedTokenSettings {
  readonly single_word?: boolean;
  readonly lstrip?: boolean;
  readonly rstrip?: boolean;
  readonly normalized?: boolean;
}

export class AddedToken {
  readonly content: string;
  readonly settings: AddedTokenSettings;

  constructor(content: string, settings: AddedTokenSettings = {}) {
    refuseUnknownOptions(settings, ['single_word', 'lstrip', 'rstrip', 'normalized']);
    this.content = content;
    this.settings = settings;
  }
}

export function toTokenInput(token: string | AddedToken): TokenInput {
  if (!(token instanceof AddedToken)) return token;
  const { single_word: singleWord, ...settings } = token.settings;
  return { content: token.content, ...settings, ...(singleWord !== undefined && { singleWord }) };
}
