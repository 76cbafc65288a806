// Every tokenizer beside the project on every recorded text; what comes out is the table of the README, which
// `npm run parity:table` writes.

import path from 'node:path';
import { encodingNames, loadTokenizer, type EncodingName, type Tokenizer } from '@tokengraft/tokenizer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { same, verdictOn, type Oracle, type OracleText, type Verdict } from './compare.js';
import { rankFiles } from './encodings.js';
import {
  beside,
  createWorkplace,
  hasMaterialBeside,
  readJson,
  tokenizersBeside,
  whySkipped,
  type Workplace,
} from './material.js';
import { makeTable, readTable, writeTable, type Row } from './table.js';

/** The reference has no answers of its own for what differs from p50k_base in special tokens only. */
const encodings = encodingNames.filter((name) => name !== 'p50k_edit');

let workplace: Workplace;
let texts: readonly OracleText[];
beforeAll(async () => {
  workplace = await createWorkplace();
  if (hasMaterialBeside) texts = readJson(beside, 'encode', 'oracle', 'texts.json') as OracleText[];
});
afterAll(() => workplace.clear());

/** Each is opened and compared once, whichever test asks first. */
const rows = new Map<string, Promise<Row>>();

async function rowOf(name: string, make: () => Promise<Row>): Promise<Row> {
  const row = rows.get(name) ?? make();
  rows.set(name, row);
  return row;
}

async function judgeTokenizer(name: string): Promise<Row> {
  // From the file alone, as the reference reads it: a model's other files may ask for more after decoding.
  const folder = await workplace.unpack(path.join(beside, 'tokenizers', name));
  const tokenizer = await loadTokenizer(path.join(folder, 'tokenizer.json'));
  const oracle = readJson(beside, 'encode', 'oracle', `${name}.json.gz`) as Oracle;
  return { name, format: 'tokenizer.json', tokenizer, verdict: verdictOn(tokenizer, oracle, texts) };
}

interface RecordedRanks {
  readonly i: number;
  readonly ids: readonly number[];
  readonly ids_all_special?: readonly number[];
}

async function judgeEncoding(name: EncodingName): Promise<Row> {
  const folder = await workplace.unpack(path.join(beside, 'tiktoken'));
  const tokenizer = await loadTokenizer(path.join(folder, rankFiles[name]), { pattern: name });
  const { cases } = readJson(beside, 'encode', 'oracle', `tiktoken_${name}.json.gz`) as { cases: RecordedRanks[] };
  return { name, format: 'tiktoken', tokenizer, verdict: verdictOnRanks(tokenizer, cases) };
}

function verdictOnRanks(tokenizer: Tokenizer, cases: readonly RecordedRanks[]): Verdict {
  const wrong = cases.filter(({ i, ids, ids_all_special: matched = ids }) => {
    const text = texts[i]?.text ?? '';
    const literal = tokenizer.encode(text, { special: 'literal' });
    return !same(literal, ids) || !same(tokenizer.encode(text), matched) || tokenizer.decode(ids) !== text;
  });
  const shown = wrong.slice(0, 5).map(({ i, ids }) => ({
    what: 'ids',
    text: texts[i]?.text ?? '',
    is: [...tokenizer.encode(texts[i]?.text ?? '', { special: 'literal' })],
    should: ids,
  }));
  const count = { identical: cases.length - wrong.length, of: cases.length };
  return { texts: count, pairs: { identical: 0, of: 0 }, shown };
}

describe.skipIf(!hasMaterialBeside)(`recorded answers${whySkipped}`, () => {
  test('are there for all 22 tokenizers', () => expect(tokenizersBeside.length).toBe(22));

  test.each(tokenizersBeside)('%s answers as recorded', async (name) => {
    const { verdict } = await rowOf(name, () => judgeTokenizer(name));
    expect(verdict).toEqual({ texts: { identical: 618, of: 618 }, pairs: { identical: 4, of: 4 }, shown: [] });
  });

  test.each(encodings)('tiktoken %s answers as recorded', async (name) => {
    const { verdict } = await rowOf(`tiktoken ${name}`, () => judgeEncoding(name));
    expect(verdict).toMatchObject({ texts: { identical: 618, of: 618 }, shown: [] });
  });

  test('the table of the README says what this run gives (npm run parity:table)', async () => {
    const judged = await Promise.all([
      ...tokenizersBeside.map((name) => rowOf(name, () => judgeTokenizer(name))),
      ...encodings.map((name) => rowOf(`tiktoken ${name}`, () => judgeEncoding(name))),
    ]);
    const table = makeTable(judged);
    if (process.env['TG_PARITY_TABLE'] === 'write') writeTable(table);
    expect(readTable()).toBe(table);
  });
});
