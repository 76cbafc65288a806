// `tokengraft dataset stats`: what is in a data set, from its manifest; with --html as a page with some rows.

import { basename, resolve } from 'node:path';
import { writeFileBeside } from '@tokengraft/documents';
import { readManifest, renderHtml, sampleDataset } from '@tokengraft/dataset';
import { defineCommand } from '../../command.js';
import { formatStatistics } from '../../dataset/statistics-report.js';
import { createStyle } from '../../terminal/style.js';

const defaultRows = 5;

export const command = defineCommand({
  summary: 'Shows lengths, utilisation, supervised share, reasons and sources of a data set.',
  positionals: { usage: 'DATASET', min: 1, max: 1 },
  options: {
    html: { kind: 'text', value: 'FILE', summary: 'write one self-contained page, with some rows in colours' },
    rows: { kind: 'integer', value: 'N', min: 0, max: 1000, summary: `rows on the page (default: ${defaultRows})` },
    tokenizer: {
      kind: 'text',
      short: 't',
      value: 'TOK',
      summary: 'for the rows, where it is not at the place it was made with',
    },
  },
  examples: ['tokengraft dataset stats ./tokenized', 'tokengraft dataset stats ./tokenized --html report.html'],
  run: async ({ values, positionals }, { json, output, screen }) => {
    const [folder = ''] = positionals;
    const { html, rows = defaultRows, tokenizer } = values;
    const manifest = await readManifest(folder);
    if (html !== undefined) {
      const sample = rows === 0 ? [] : (await sampleDataset(folder, { count: rows, tokenizer })).rows;
      await writeFileBeside(html, renderHtml(basename(resolve(folder)), manifest, sample));
      screen.note(`wrote ${html}`);
    }
    if (json) await output.writeJson({ ...manifest });
    else
      await output.writeLines(manifest.splits.flatMap((split) => formatStatistics(split, createStyle(process.stdout))));
    return 0;
  },
});
