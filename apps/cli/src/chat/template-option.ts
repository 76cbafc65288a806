// The options that name a chat template, and the chats that come in.

import { loadChatTemplate, readChatInput, type ChatInput, type ChatTemplate } from '@tokengraft/chat';
import { isTokengraftError, TokengraftError } from '@tokengraft/errors';
import type { OptionTable } from '../arguments/option-table.js';
import type { Context } from '../command.js';
import { placeOf, readLines } from '../text/read-lines.js';
import { readText, textInputs } from '../text/read-text.js';

export const inputOptions = {
  jsonl: { kind: 'flag', summary: 'a chat a line, an answer a line' },
  name: { kind: 'text', value: 'NAME', summary: "which of a model's named templates (default: default)" },
  now: { kind: 'text', value: 'ISO', summary: 'the time that strftime_now sees, as it is written (default: now)' },
} as const satisfies OptionTable;

/** Loads the template of a model folder or file. */
export async function openTemplate(source: string, name: string | undefined): Promise<ChatTemplate> {
  return loadChatTemplate(source, name === undefined ? {} : { name });
}

/** A chat of the input, and where it stands. */
export interface PlacedChat {
  readonly chat: ChatInput;
  readonly place: string;
}

/** The chats of the files, or of standard input: a line each with `jsonl`, else one in all. */
export async function* readChats(
  paths: readonly string[],
  jsonl: boolean,
  signal: Context['signal'],
): AsyncGenerator<PlacedChat> {
  const inputs = textInputs(paths);
  if (!jsonl) {
    for (const input of inputs) {
      let whole = '';
      for await (const { text } of readText(input, signal)) whole += text;
      yield { chat: readChatInput(whole, input.name), place: input.name };
    }
    return;
  }
  for await (const batch of readLines(inputs, signal)) {
    for (const [index, line] of batch.lines.entries()) {
      const place = placeOf(batch, index);
      if (line.trim() !== '') yield { chat: readChatInput(line, place), place };
    }
  }
}

/** An error about a chat says where the chat stands. */
export function namingPlace<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isTokengraftError(error)) throw error;
    throw new TokengraftError(error.code, `${place}: ${error.message}`, { ...error.details, place }, { cause: error });
  }
}
