// `tokengraft segment`: ways to cut a text, side by side with a tokenizer's.

import { loadTokenizer } from '@tokengraft/tokenizer';
import { defineCommand, type Context } from '../command.js';
import { formatTable } from '../terminal/table.js';
import { formatToken } from '../terminal/format.js';
import { createStyle } from '../terminal/style.js';
import { segmentText, unitNames, type Segment } from '../text/segments.js';
import { readText, textInputs } from '../text/read-text.js';

export const command = defineCommand({
  summary: 'Cuts text into words, sentences, characters, code points or bytes, beside a tokenizer’s tokens.',
  positionals: { usage: '[FILE…]', min: 0, max: Infinity },
  options: {
    unit: { kind: 'choice', choices: unitNames, summary: 'where to cut (default: word)' },
    text: { kind: 'text', value: 'STR', summary: 'the text, in place of a file' },
    locale: { kind: 'text', value: 'TAG', summary: 'whose rules for words and sentences (default: en)' },
    tokenizer: { kind: 'text', short: 't', value: 'TOK', summary: "show the tokenizer's tokens, too" },
    pattern: { kind: 'text', value: 'NAME', summary: 'split pattern of an unknown rank file' },
  },
  notes: [
    'word, sentence and grapheme follow Unicode (UAX 29) as Intl.Segmenter has it; character is another name of grapheme: what a reader takes for one. codepoint is what Python counts, utf16 what JavaScript counts, byte is UTF-8.',
  ],
  examples: [
    "tokengraft segment --unit grapheme --text 'naïve 한국어 👩‍👩‍👧'",
    'tokengraft segment --unit word -t ./model note.txt',
  ],
  run: async ({ values, positionals }, context) => {
    const { unit = 'word', locale = 'en', tokenizer: source, pattern } = values;
    const text = values.text ?? (await readAll(positionals, context.signal));
    const segments = segmentText(text, unit, locale);
    const tokens = source === undefined ? undefined : await tokensOf(source, pattern, { text, context });
    if (context.json)
      await context.output.writeJson({ unit, text, segments, ...(tokens === undefined ? {} : { tokens }) });
    else
      await context.output.writeLines([
        ...formatSegments(segments),
        ...(tokens === undefined ? [] : ['', ...formatSegments(tokens, 'token')]),
      ]);
    return 0;
  },
});

async function readAll(paths: readonly string[], signal: AbortSignal): Promise<string> {
  const parts: string[] = [];
  for (const input of textInputs(paths)) for await (const { text } of readText(input, signal)) parts.push(text);
  return parts.join('');
}

interface TokenSegment extends Segment {
  readonly id: number;
}

async function tokensOf(
  source: string,
  pattern: string | undefined,
  { text, context }: { readonly text: string; readonly context: Context },
): Promise<TokenSegment[]> {
  const { signal } = context;
  const tokenizer = await loadTokenizer(source, pattern === undefined ? { signal } : { pattern, signal });
  const { ids, tokens, offsets } = tokenizer.encoding(text, { addSpecialTokens: false });
  return Array.from(ids, (id, index) => {
    const [start = 0, end = 0] = [offsets[2 * index], offsets[2 * index + 1]];
    const bytes = Buffer.from(tokenizer.decodeBytes(Uint32Array.of(id))).toString('hex');
    return { text: tokens[index] ?? '', start, end, bytes, id };
  });
}

function formatSegments(segments: readonly (Segment & { readonly id?: number })[], title = 'segment'): string[] {
  const style = createStyle(process.stdout);
  const right = { align: 'right' } as const;
  const columns = [
    { title: 'at', ...right },
    { title },
    { title: 'bytes in UTF-8' },
    { title: segments[0]?.id === undefined ? '' : 'id', ...right },
  ];
  const rows = segments.map(({ text, start, bytes, id }) => [
    String(start),
    formatToken(text),
    spaced(bytes),
    id === undefined ? '' : String(id),
  ]);
  return formatTable(columns, rows, style.dim);
}

function spaced(hexadecimal: string): string {
  return hexadecimal.match(/../g)?.join(' ') ?? '';
}
