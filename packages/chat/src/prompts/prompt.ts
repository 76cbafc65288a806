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

/** A label that begins a line of an input would begin another part: refused (`bad-argument`), naming the input. */
export function refuseLabels(inputs: Readonly<Record<string, string>>, labels: readonly string[]): void {
  const words = labels.map((label) => label.trim()).filter((label) => label !== '');
  for (const [name, text] of Object.entries(inputs)) {
    const lines = text.split(/[\r\n]+/).map((line) => line.trimStart());
    const found = words.find((word) => lines.some((line) => line.startsWith(word)));
    if (found === undefined) continue;
    const message = `a line of ${name} begins with the label ${JSON.stringify(found)}; choose another label or change the text`;
    throw new TokengraftError('bad-argument', message, { input: name, separator: found });
  }
}
