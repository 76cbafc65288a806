// Whether a text is within a limit, for a text far beyond it; and a chat that is counted again after every message.

import { withField, type Engines, type Field } from '../engines.js';
import type { Engine } from '../peers/index.js';
import { countOf, eachOf, tasksOf, timeTasks, type Task } from '../tasks.js';
import { messagesOf } from '../texts.js';
import { callRows } from './rows.js';
import type { Context, Row, Suite } from './suite.js';

const limit = 1000;
const turns = 64;

export const limitSuite: Suite = {
  title: 'Limit: is it too long, and how long is the chat now',
  about: `isWithinLimit: each whole text against ${limit} ids, by the library's own call for it, else by counting. Growing chat: the count after each of ${turns} messages of 589 bytes; a library without a count to continue counts all messages so far.`,
  async run(context) {
    const rows: Row[] = [];
    for (const vocabulary of await context.vocabularies(['cl100k', 'o200k'])) {
      rows.push(...(await withField(vocabulary, context, (field) => measure(field, context))));
    }
    return rows;
  },
};

async function measure({ vocabulary: { name }, engines }: Field, context: Context): Promise<Row[]> {
  return [...(await withinLimit(name, engines, context)), ...(await growingChat(name, engines, context))];
}

async function withinLimit(name: string, engines: Engines, context: Context): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name: column, text } of await context.texts()) {
    context.log(`${name} · isWithinLimit · ${column}`);
    const exact = new Set<string>();
    for (const [peer, engine] of engines) if (!(await isWithin(engine, text))) exact.add(peer.name);
    const tasks = tasksOf(engines, (engine) => eachOf([text], (each) => isWithin(engine, each)));
    const rounds = await timeTasks(tasks, context.limits);
    rows.push(...callRows(rounds, { group: `${name}, isWithinLimit`, column, exact }, 1));
  }
  return rows;
}

function isWithin(engine: Engine, text: string): unknown {
  if (engine.isWithinLimit !== undefined) return engine.isWithinLimit(text, limit);
  const counted = countOf(engine)(text);
  return counted instanceof Promise ? counted.then((ids: number) => ids <= limit) : (counted as number) <= limit;
}

async function growingChat(name: string, engines: Engines, context: Context): Promise<Row[]> {
  context.log(`${name} · growing chat`);
  const texts = await context.texts();
  const chat = texts.find((text) => text.name === 'chat') ?? texts[0];
  const appended = messagesOf(chat?.text ?? '', 589).slice(0, turns);
  const rounds = await timeTasks(
    tasksOf(engines, (engine) => countEveryTurn(engine, appended)),
    context.limits,
  );
  const where = { group: `${name}, growing chat`, column: `${turns} turns`, exact: undefined };
  return callRows(rounds, where, turns);
}

function countEveryTurn(engine: Engine, messages: readonly string[]): Task['run'] {
  if (engine.growingCount !== undefined) return async () => eachOf(messages, engine.growingCount?.() ?? (() => 0))();
  const prefixes = messages.map((_, turn) => messages.slice(0, turn + 1).join(''));
  return eachOf(prefixes, countOf(engine));
}
