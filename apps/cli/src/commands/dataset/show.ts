// `tokengraft dataset show`: rows of a data set as text, in colours that say what is learnt.

import { sampleDataset, type PieceKind, type ShownRow } from '@tokengraft/dataset';
import { defineCommand } from '../../command.js';
import { formatCount } from '../../terminal/format.js';
import { createStyle, type Style } from '../../terminal/style.js';

export const command = defineCommand({
  summary: 'Shows rows of a data set as text: what is read, what is learnt, what is padding.',
  positionals: { usage: 'DATASET', min: 1, max: 1 },
  options: {
    rows: { kind: 'integer', value: 'N', min: 1, max: 100_000, summary: 'how many (default: 3)' },
    from: { kind: 'integer', value: 'N', min: 0, summary: 'the first one, from 0 (default: 0)' },
    split: { kind: 'text', value: 'NAME', summary: 'train or validation (default: train)' },
    tokenizer: {
      kind: 'text',
      short: 't',
      value: 'TOK',
      summary: 'where it is not at the place the data set was made with',
    },
  },
  notes: ['Without colours, what is supervised stands between [[ and ]].'],
  examples: [
    'tokengraft dataset show ./tokenized',
    'tokengraft dataset show ./tokenized --split validation --from 100 --rows 1 --json',
  ],
  run: async ({ values, positionals }, { json, output }) => {
    const [folder = ''] = positionals;
    const { rows: count, from, split, tokenizer } = values;
    const { rows } = await sampleDataset(folder, { count, from, split, tokenizer });
    const style = createStyle(process.stdout);
    if (json) await output.writeJson({ rows });
    else await output.writeLines(rows.flatMap((row) => formatRow(row, style)));
    return 0;
  },
});

function formatRow({ split, index, ids, supervised, documents, chosen, pieces }: ShownRow, style: Style): string[] {
  const packed = documents === undefined ? '' : `, ${formatCount(documents.length, 'document')}`;
  const side = chosen === undefined ? '' : chosen ? ', chosen' : ', rejected';
  const head = `${split} ${index}: ${formatCount(ids, 'id')}, ${supervised} supervised${packed}${side}`;
  return [
    style.bold(head),
    pieces.map((piece) => paint(piece.kind, printable(piece.text), piece.ids, style)).join(''),
    '',
  ];
}

function paint(kind: PieceKind, text: string, ids: number, style: Style): string {
  if (kind === 'padding') return style.dim(`‹${ids} × padding›`);
  if (kind === 'special') return style.dim(text);
  if (kind === 'context') return text;
  return style.green('x') === 'x' ? `[[${text}]]` : text.split('\n').map(style.green).join('\n');
}

/** A row must not steer the terminal. */
function printable(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]/gu, '\u2423');
}
