// Short calls: what one costs, for chat messages and for documents of 4 kB, with warm caches.

import { checkIds, withField, type Field } from '../engines.js';
import type { Engine } from '../peers/index.js';
import { eachOf, tasksOf, timeTasks } from '../tasks.js';
import { documentsOf, messagesOf } from '../texts.js';
import { callRows } from './rows.js';
import type { Context, Row, Suite } from './suite.js';

const messageBytes = 589;
const messageCount = 1000;

export const messages: Suite = {
  title: 'Messages: the cost of a call',
  about:
    '1000 messages of 589 bytes cut from the chat text, and documents of 4 kB from all texts, one call each, repeated. encodeInto writes into a buffer of the caller.',
  async run(context) {
    const rows: Row[] = [];
    for (const vocabulary of await context.vocabularies(['gpt2', 'cl100k', 'o200k'])) {
      rows.push(...(await withField(vocabulary, context, (field) => measure(field, context))));
    }
    return rows;
  },
};

async function measure(field: Field, context: Context): Promise<Row[]> {
  const { vocabulary, engines } = field;
  const long = await context.texts(messageBytes * messageCount);
  const chat = long.find(({ name }) => name === 'chat') ?? long[0];
  const documents = (await context.texts()).flatMap(({ text }) => documentsOf(text.slice(0, 65_536), 4096));
  const columns = new Map([
    ['message of 589 bytes', messagesOf(chat?.text ?? '', messageBytes)],
    ['document of 4 kB', documents],
  ]);
  const rows: Row[] = [];
  for (const [column, texts] of columns) {
    context.log(`${vocabulary.name} · ${column}`);
    const { exact } = await checkIds(field, texts);
    for (const [call, runOf] of Object.entries(calls)) {
      const rounds = await timeTasks(
        tasksOf(engines, (engine) => runOf(engine, texts)),
        context.limits,
      );
      rows.push(...callRows(rounds, { group: `${vocabulary.name}, ${call}`, column, exact }, texts.length));
    }
  }
  return rows;
}

const calls = {
  encode: (engine: Engine, texts: readonly string[]) => eachOf(texts, (text) => engine.encode(text)),
  encodeInto(engine: Engine, texts: readonly string[]) {
    if (engine.encodeInto === undefined) return undefined;
    const ids = new Uint32Array(Math.max(...texts.map(({ length }) => 4 * length)));
    return eachOf(texts, (text) => engine.encodeInto?.(text, ids));
  },
};
