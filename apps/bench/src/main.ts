// `npm run bench -- SUITE [--texts FOLDER] [--bytes N] [--rounds N] [--out FOLDER]`: runs a suite and writes its folder.

import { hostname } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { summaryOf, writeReport } from './report.js';
import { suites } from './suites/index.js';
import { loadTexts } from './texts.js';

const usage = `usage: npm run bench -- SUITE [options]

suites: ${Object.keys(suites).join(', ')}

  --texts FOLDER   the .txt, .md and .jsonl files of FOLDER (default: texts from installed packages)
  --bytes N        cut every text to N bytes of UTF-8 (default 400000)
  --rounds N       rounds a contestant (default 5)
  --out FOLDER     write README.md, raw.csv and summary.md here (default: print the summary only)
  --name NAME      the machine's name in the folder's name; FOLDER becomes FOLDER/<date>-NAME
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    texts: { type: 'string' },
    bytes: { type: 'string', default: '400000' },
    rounds: { type: 'string', default: '5' },
    out: { type: 'string' },
    name: { type: 'string' },
    help: { type: 'boolean' },
  },
});
const load = suites[positionals[0] ?? ''];
if (load === undefined || values.help) {
  console.error(usage);
  process.exit(values.help ? 0 : 2);
}

const suite = await load();
const texts = await loadTexts(values.texts, Number(values.bytes));
const rows = await suite.run({ texts, rounds: Number(values.rounds), log: (line) => console.error(line) });
console.log(summaryOf(rows));
if (values.out !== undefined) {
  const date = new Date().toISOString().slice(0, 10);
  const folder = path.join(values.out, `${date}-${positionals[0]}-${values.name ?? hostname()}`);
  await writeReport(folder, suite, rows, texts, `npm run bench -- ${process.argv.slice(2).join(' ')}`);
  console.error(`written to ${folder}`);
}
if (rows.some(({ peer, exact }) => peer === '@tokengraft/tokenizer' && !exact)) {
  console.error('tokengraft gave other ids than the oracle');
  process.exit(1);
}
