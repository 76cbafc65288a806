// Lines of text files with their numbers, in batches that are worth encoding together.

import { readText, type TextInput } from './read-text.js';

export interface LineBatch {
  readonly input: TextInput;
  /** Without their terminators, "\n" or "\r\n". */
  readonly lines: readonly string[];
  readonly firstLine: number;
  /** Bytes of the input that the batch covers. */
  readonly bytes: number;
}

export async function* readLines(inputs: readonly TextInput[], signal: AbortSignal): AsyncGenerator<LineBatch> {
  for (const input of inputs) {
    for await (const { text, firstLine, bytes } of readText(input, signal)) {
      yield { input, lines: splitLines(text), firstLine, bytes };
    }
  }
}

function splitLines(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** "terms.txt: line 12", as errors name a place. */
export function placeOf({ input, firstLine }: LineBatch, index: number): string {
  return `${input.name}: line ${firstLine + index}`;
}
