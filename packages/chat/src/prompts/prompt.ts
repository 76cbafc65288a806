// A prompt as a model takes it: messages for models with a chat template, text for the others, and where to stop.

import { TokengraftError } from '@tokengraft/errors';
import type { ChatMessage } from '../render-chat.js';

export interface MessagesPrompt {
  readonly messages: readonly ChatMessage[];
  readonly stop: readonly string[];
}

export interface TextPrompt {
  readonly text: string;
  readonly stop: readonly string[];
}

/** A separator within an input would end it early, or begin another: refused (`bad-argument`), naming the input. */
export function refuseSeparators(inputs: Readonly<Record<string, string>>, separators: readonly string[]): void {
  for (const [name, text] of Object.entries(inputs)) {
    const found = separators.find((separator) => separator.trim() !== '' && text.includes(separator.trim()));
    if (found === undefined) continue;
    const message = `${name} contains the separator ${JSON.stringify(found.trim())}; choose another separator or change the text`;
    throw new TokengraftError('bad-argument', message, { input: name, separator: found.trim() });
  }
}
