import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { TokengraftError } from '@tokengraft/errors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadTokenizer, openShared, type SharedTokenizer, type Tokenizer } from './index.js';
import { unpackGpt2 } from '../../../test/fixtures/unpack-gpt2.js';

let root: string;
let folder: string;
let gpt2: Tokenizer;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'tokenizer-share-'));
  folder = await unpackGpt2(root);
  gpt2 = await loadTokenizer(folder);
});
afterAll(() => rm(root, { recursive: true }));

// Workers run the built package; the native library, and so its tables, is one for the process.
const built = new URL('../dist/index.js', import.meta.url).href;

/** What `body`, the inside of an async function with `tokenizers` and `data`, returns in a worker. */
async function inWorker<T>(data: unknown, body: string): Promise<T> {
  const code = `
    const { parentPort, workerData: data } = require('node:worker_threads');
    import(${JSON.stringify(built)}).then(async (tokenizers) => { ${body} }).then(
      (value) => parentPort.postMessage({ value }), (error) => parentPort.postMessage({ error: String(error) }));`;
  const worker = new Worker(code, { eval: true, workerData: data });
  try {
    const answer = await new Promise<{ value?: T; error?: string }>((resolve, reject) => {
      worker.once('message', resolve).once('error', reject);
    });
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value as T;
  } finally {
    await worker.terminate();
  }
}

describe('a tokenizer is shared', () => {
  test('with a worker, added tokens included', async () => {
    const own = gpt2.clone();
    own.addTokens(['MyNewToken_1']);
    own.addSpecialTokens(['<|eot|>']);
    const handle = own.share();
    const text = 'Hello, MyNewToken_1<|eot|>';
    const ids = await inWorker<number[]>(
      { handle, text },
      'return [...tokenizers.openShared(data.handle).encode(data.text)]',
    );
    expect(ids).toEqual([...own.encode(text)]);
    expect(ids.slice(-2)).toEqual([50257, 50258]);
  });

  test('and is a whole tokenizer there: it can grow, be saved and be shared again', async () => {
    const own = gpt2.clone();
    own.addTokens(['first one']);
    const again = await inWorker<SharedTokenizer>(
      own.share(),
      "const tokenizer = tokenizers.openShared(data); tokenizer.addTokens(['second one']); return tokenizer.share();",
    );
    const back = openShared(again);
    expect([...back.encode('first onesecond one')]).toEqual([50257, 50258]);
    expect(own.tokenToId('second one')).toBeUndefined();
    const plan = await back.planSave();
    expect(plan.find(({ file }) => file === 'tokenizer.json')?.why).toBe('2 tokens added');
  });

  test('without a second copy of its tables', async () => {
    const copies = Array.from({ length: 4 }, (_, index) => join(folder, `copy-${index}.json`));
    for (const copy of copies) await writeFile(copy, await readFile(join(folder, 'tokenizer.json')));
    // What the worker's process grows by, in bytes; the first tokenizer pays for code and stacks. Four of a kind, since one
    // may find room that others have left.
    const body = `
      const opened = [tokenizers.openShared(data.handle)];
      const rss = () => { globalThis.gc?.(); return process.memoryUsage.rss(); };
      const grownBy = async (open) => {
        const before = rss();
        for (const copy of data.copies) {
          opened.push(await open(copy));
          opened.at(-1).count('Hello, world!');
        }
        return rss() - before;
      };
      await grownBy(() => tokenizers.openShared(data.handle));
      const shared = await grownBy(() => tokenizers.openShared(data.handle));
      const loaded = await grownBy((copy) => tokenizers.loadTokenizer(copy));
      return { shared, loaded };`;
    const { shared, loaded } = await inWorker<Record<'shared' | 'loaded', number>>(
      { handle: gpt2.share(), copies },
      body,
    );
    const megabyte = 2 ** 20;
    expect(loaded).toBeGreaterThan(4 * megabyte);
    expect(shared).toBeLessThan(megabyte);
  });

  test('from thread to thread after the one that shared it has ended', async () => {
    const file = join(folder, 'tokenizer.json');
    const body = 'return (await tokenizers.loadTokenizer(data)).share()';
    const handle = await inWorker<SharedTokenizer>(file, body);
    expect([...openShared(handle).encode('Hello')]).toEqual([15496]);
  });

  test('no longer than it was asked to be kept, when nobody uses it', async () => {
    const path = join(folder, 'kept.json');
    await writeFile(path, await readFile(join(folder, 'tokenizer.json')));
    const body = 'return (await tokenizers.loadTokenizer(data)).share({ keepFor: 0 })';
    const handle = await inWorker<SharedTokenizer>(path, body);
    await expect.poll(() => isGone(handle), { timeout: 20_000 }).toBe(true);
  });
});

function isGone(handle: SharedTokenizer): boolean {
  try {
    openShared(handle);
    return false;
  } catch (error) {
    return error instanceof TokengraftError && error.code === 'not-found';
  }
}

describe('a handle that is none is refused', () => {
  test.each([
    ['nothing', undefined, /expected an object for handle/],
    ['an id alone', 'a1b2', /expected an object for handle/],
    ['an object of another kind', {}, /expected what Tokenizer.share\(\) answers with/],
    ['a kind alone', { kind: 'tokengraft.SharedTokenizer' }, /handle\.loaded/],
  ])('%s', (_, handle, message) => {
    expect(() => openShared(handle as unknown as SharedTokenizer)).toThrow(TypeError);
    expect(() => openShared(handle as unknown as SharedTokenizer)).toThrow(message);
  });

  test.each(['', '0'.repeat(64), 'x'.repeat(100_000), '\u0000', '💥'])('a forged id', (id) => {
    const handle = { ...gpt2.share(), current: id };
    expect(() => openShared(handle)).toThrow(expect.objectContaining({ code: 'not-found' }) as Error);
  });

  test('a time to keep that is none', () => {
    expect(() => gpt2.share({ keepFor: -1 })).toThrow(TypeError);
    expect(() => gpt2.share({ keepFor: Infinity })).toThrow(TypeError);
    expect(() => gpt2.share({ keep: 1 } as never)).toThrow(TypeError);
  });
});

describe('a file that is open', () => {
  test('is not read again, in this thread or another', async () => {
    const path = join(folder, 'twice.json');
    await writeFile(path, await readFile(join(folder, 'tokenizer.json')));
    const first = await loadTokenizer(path);
    const id = first.share().loaded;
    expect((await loadTokenizer(path)).share().loaded).toBe(id);
    expect(await inWorker<string>(path, 'return (await tokenizers.loadTokenizer(data)).share().loaded')).toBe(id);
  });

  test('is read once when many ask for it at once', async () => {
    const path = join(folder, 'many.json');
    await writeFile(path, await readFile(join(folder, 'tokenizer.json')));
    const body = 'return (await tokenizers.loadTokenizer(data)).share().loaded';
    const ids = await Promise.all(Array.from({ length: 3 }, () => inWorker<string>(path, body)));
    expect(new Set(ids).size).toBe(1);
  });

  test('is read again after it was written to, even with the same size and times', async () => {
    const path = join(folder, 'edited.json');
    const text = await readFile(join(folder, 'tokenizer.json'), 'utf8');
    await writeFile(path, text);
    const { atime, mtime } = await stat(path);
    const before = await loadTokenizer(path);
    expect(before.tokenToId('<|endoftext|>')).toBe(50256);
    await writeFile(path, text.replaceAll('<|endoftext|>', '<|ENDOFTEXT|>'));
    await utimes(path, atime, mtime);
    const after = await loadTokenizer(path);
    expect(after.tokenToId('<|ENDOFTEXT|>')).toBe(50256);
    expect(before.tokenToId('<|endoftext|>')).toBe(50256);
  });

  test('gives other tables for other special tokens of a rank file', async () => {
    const path = join(folder, 'tiny.tiktoken');
    const line = (byte: number) => `${Buffer.from([byte]).toString('base64')} ${byte}\n`;
    await writeFile(path, Array.from({ length: 256 }, (_, byte) => line(byte)).join(''));
    const [one, other] = await Promise.all(
      [{ '<a>': 256 }, { '<b>': 256 }].map((specialTokens) => loadTokenizer(path, { pattern: 'gpt2', specialTokens })),
    );
    expect([...(one?.encode('<a>') ?? [])]).toEqual([256]);
    expect([...(other?.encode('<b>') ?? [])]).toEqual([256]);
  });
});

test('built files are where the workers look for them', async () => {
  expect((await stat(fileURLToPath(built))).isFile()).toBe(true);
});
