// The number of ids without the ids, against encoding the same documents.

import { idsOf, withField, type Field } from '../engines.js';
import { countOf, eachOf, tasksOf, timeTasks } from '../tasks.js';
import { documentsOf, type Text } from '../texts.js';
import { throughputRows } from './rows.js';
import type { Context, Row, Suite } from './suite.js';

export const count: Suite = {
  title: 'Count: how many ids',
  about:
    'Documents of 16 kB, repeated. Only peers with a call for counting take part in the first table; the second is the same peers encoding the same.',
  async run(context) {
    const rows: Row[] = [];
    for (const vocabulary of await context.vocabularies(['cl100k', 'o200k'])) {
      rows.push(...(await withField(vocabulary, context, (field) => measureAll(field, context))));
    }
    return rows;
  },
};

async function measureAll(field: Field, context: Context): Promise<Row[]> {
  const counting = new Map([...field.engines].filter(([, engine]) => engine.count !== undefined));
  const rows: Row[] = [];
  for (const text of await context.texts()) {
    rows.push(...(await measure({ ...field, engines: counting }, text, context)));
  }
  return rows;
}

async function measure(field: Field, text: Text, context: Context): Promise<Row[]> {
  const { vocabulary, engines } = field;
  context.log(`${vocabulary.name} · ${text.name}`);
  const documents = documentsOf(text.text, 16_384);
  const exact = await exactCounters(field, documents);
  const counted = tasksOf(engines, (engine) => eachOf(documents, countOf(engine)));
  const encoded = tasksOf(engines, (engine) => eachOf(documents, (document) => engine.encode(document)));
  const where = { column: text.name, exact };
  return [
    ...throughputRows(
      await timeTasks(counted, context.limits),
      { ...where, group: `${vocabulary.name}, count` },
      text.bytes,
    ),
    ...throughputRows(
      await timeTasks(encoded, context.limits),
      { ...where, group: `${vocabulary.name}, encode` },
      text.bytes,
    ),
  ];
}

async function exactCounters({ engines, oracle }: Field, documents: readonly string[]): Promise<Set<string>> {
  const expected = (await idsOf(oracle, documents)).map(({ length }) => length);
  const exact = new Set<string>();
  for (const [{ name }, engine] of engines) {
    const counts = await Promise.all(documents.map(async (document) => engine.count?.(document)));
    if (counts.every((each, index) => each === expected[index])) exact.add(name);
  }
  return exact;
}
