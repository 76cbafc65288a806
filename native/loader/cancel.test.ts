import { beforeAll, describe, expect, test } from 'vitest';
import { byteLevelTokenizer, openOptions } from '../test/addon/byte-level.mjs';
import type { NativeTokenizer } from './binding.js';
import { leaveOnAbort, withCancel } from './cancel.js';
import { native } from './load.js';

/** Tenths of a second of work on one thread: no two words are the same, so nothing of it is remembered. */
const texts = Array.from({ length: 3000 }, (_, text) =>
  Array.from({ length: 1000 }, (_word, word) => `${text}x${(word * 2_654_435_761).toString(36)}`).join(' '),
);
let tokenizer: NativeTokenizer;

beforeAll(async () => {
  tokenizer = await native().parseTokenizer(byteLevelTokenizer(), 'byte-level', openOptions);
});

const encodeAll = (signal: AbortSignal | undefined): Promise<unknown> =>
  withCancel(signal, (cancel) => tokenizer.encodeBatch(texts, true, 0, 1, cancel));

test('a running batch stops when its signal is aborted, with the reason of the signal', async () => {
  const controller = new AbortController();
  const reason = new Error('the user changed her mind');
  const running = encodeAll(controller.signal);
  setImmediate(() => controller.abort(reason));
  await expect(running).rejects.toBe(reason);
});

test('a signal aborted before the call keeps the job from beginning', async () => {
  const reason = new Error('too late');
  let begun = false;
  const job = (): Promise<void> => {
    begun = true;
    return Promise.resolve();
  };
  await expect(withCancel(AbortSignal.abort(reason), job)).rejects.toBe(reason);
  expect(begun).toBe(false);
});

test('a job that was cancelled before it began is an AbortError', async () => {
  const cancel = new (native().Cancel)();
  cancel.cancel();
  await expect(tokenizer.countBatch(['a'], true, 0, 1, cancel)).rejects.toMatchObject({ name: 'AbortError' });
});

test('one Cancel stops many jobs, and keeps others from beginning', async () => {
  const cancel = new (native().Cancel)();
  const count = (some: readonly string[]): Promise<Float64Array> => tokenizer.countBatch(some, true, 0, 1, cancel);
  const jobs = [count(texts), count(texts.slice(0, 500))];
  cancel.cancel(); // at once: reading the texts of another job may take as long as this work
  jobs.push(count(['a']));
  const outcomes = await Promise.allSettled(jobs);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
});

test('without a signal, and with one that is never aborted, the job runs to its end', async () => {
  const run = (signal: AbortSignal | undefined): Promise<Float64Array> =>
    withCancel(signal, (cancel) => tokenizer.countBatch(['a', 'bc'], true, 0, 1, cancel));
  expect(await run(undefined)).toEqual(Float64Array.of(1, 2));
  expect(await run(new AbortController().signal)).toEqual(Float64Array.of(1, 2));
});

test('another failure stays what it is, though the signal is aborted', async () => {
  const controller = new AbortController();
  const failure = new Error('disk on fire');
  const job = (): Promise<never> => {
    controller.abort();
    return Promise.reject(failure);
  };
  await expect(withCancel(controller.signal, job)).rejects.toBe(failure);
});

describe('a job that only reads', () => {
  const forever = (): Promise<never> => new Promise(() => undefined);

  test('is left at once, however long it would go on', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const running = leaveOnAbort(controller.signal, forever);
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
  });

  test('is told to stop', async () => {
    const controller = new AbortController();
    const told: unknown[] = [];
    const running = leaveOnAbort(controller.signal, async (cancel) => {
      told.push(await tokenizer.countBatch(texts, true, 0, 1, cancel).catch((error: unknown) => error));
    });
    controller.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(() => told).toMatchObject([{ name: 'AbortError' }]);
  });

  test('answers as any other when it is not aborted, and does not begin when it was', async () => {
    expect(await leaveOnAbort(undefined, () => Promise.resolve(1))).toBe(1);
    expect(await leaveOnAbort(new AbortController().signal, () => Promise.resolve(2))).toBe(2);
    await expect(leaveOnAbort(AbortSignal.abort(new Error('late')), forever)).rejects.toThrow('late');
    await expect(leaveOnAbort(new AbortController().signal, () => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    );
  });
});
