import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadTokenizer, type Encoding, type EncodingOptions, type Tokenizer } from '../index.js';
import { unpackGpt2 } from '../../../../test/fixtures/unpack-gpt2.js';

let folder: string;
let gpt2: Tokenizer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framing-'));
  gpt2 = await loadTokenizer(await unpackGpt2(folder));
});
afterAll(() => rm(folder, { recursive: true }));

const spelling = ({ tokens }: Encoding): string => tokens.join('').replaceAll('Ġ', ' ');
const allParts = (encoding: Encoding): string[] => [spelling(encoding), ...encoding.overflowing.map(spelling)];

describe('truncation', () => {
  const text = 'a b c d e f g';
  const pair = 'k l m n o';

  test.each([
    ['keeps a text that fits', { maxLength: 7 }, ['a b c d e f g']],
    ['cuts on the right', { maxLength: 4 }, ['a b c d', ' e f g']],
    ['cuts on the left', { maxLength: 4, side: 'left' }, [' d e f g', 'a b c']],
    ['repeats a stride', { maxLength: 4, stride: 2 }, ['a b c d', ' c d e f', ' e f g']],
    ['repeats a stride on the left', { maxLength: 4, side: 'left', stride: 2 }, [' d e f g', ' b c d e', 'a b c']],
    ['forgets what it cut off on request', { maxLength: 3, overflow: false }, ['a b c']],
    ['forgets it on the left, too', { maxLength: 3, side: 'left', overflow: false }, [' e f g']],
    ['leaves nothing of a text for 0', { maxLength: 0 }, ['', 'a b c d e f g']],
  ] as const)('%s', (_, truncation, parts) => {
    expect(allParts(gpt2.encoding(text, { truncation }))).toEqual(parts);
  });

  test.each([
    ['longest_first cuts the longer one', { maxLength: 10 }, ['a b c d ek l m n o', ' f gk l m n o']],
    ['only_first', { maxLength: 8, strategy: 'only_first' }, ['a b ck l m n o', ' d e fk l m n o', ' gk l m n o']],
    [
      'only_second',
      { maxLength: 9, strategy: 'only_second' },
      ['a b c d e f gk l', 'a b c d e f g m n', 'a b c d e f g o'],
    ],
    [
      'both overflow in every combination',
      { maxLength: 8 },
      ['a b c dk l m n', ' e f gk l m n', ' e f g o', 'a b c d o'],
    ],
  ] as const)('of a pair: %s', (_, truncation, parts) => {
    expect(allParts(gpt2.encoding(text, { pair, truncation }))).toEqual(parts);
  });

  test.each([
    ['a stride as long as a part', { maxLength: 3, stride: 3 }, {}, 'truncation.stride is 3'],
    ['a stride as long as half a pair', { maxLength: 4, stride: 2 }, { pair }, 'truncation.stride is 2'],
    ['no second sequence to cut', { maxLength: 3, strategy: 'only_second' }, {}, 'there is no second sequence'],
    ['a first sequence that is too short', { maxLength: 3, strategy: 'only_first' }, { pair }, 'has 3 ids and 3 would'],
  ] as const)('is refused for %s', (_, truncation, options, message) => {
    expect(() => gpt2.encoding(text, { ...options, truncation })).toThrow(
      expect.objectContaining({ code: 'bad-argument', message: expect.stringContaining(message) }),
    );
  });

  test('is refused where what overflows would fill the memory', () => {
    const long = ' a'.repeat(20_000);
    const truncation = { maxLength: 20 };
    expect(() => gpt2.encoding(long, { pair: long, truncation })).toThrow(expect.objectContaining({ code: 'limit' }));
    expect(gpt2.encoding(long, { pair: long, truncation: { ...truncation, overflow: false } }).ids).toHaveLength(20);
  });
});

describe('padding', () => {
  const lengths = (encodings: readonly Encoding[]): number[] => encodings.map(({ ids }) => ids.length);

  test('fills every array', () => {
    const padding = { length: 4, padId: 7, padToken: '<pad>', padTypeId: 2 };
    expect(gpt2.encoding(' b c', { padding })).toEqual({
      ids: Uint32Array.of(275, 269, 7, 7),
      tokens: ['Ġb', 'Ġc', '<pad>', '<pad>'],
      offsets: Uint32Array.of(0, 2, 2, 4, 0, 0, 0, 0),
      attentionMask: Uint8Array.of(1, 1, 0, 0),
      typeIds: Uint8Array.of(0, 0, 2, 2),
      specialTokensMask: Uint8Array.of(0, 0, 1, 1),
      wordIds: Int32Array.of(0, 1, -1, -1),
      sequenceIds: Int32Array.of(0, 0, -1, -1),
      overflowing: [],
    });
    expect([...gpt2.encoding(' b c', { padding: { ...padding, side: 'left' } }).ids]).toEqual([7, 7, 275, 269]);
  });

  test.each([
    ['the longest of a batch', {}, [3, 3]],
    ['a multiple', { padToMultipleOf: 8 }, [8, 8]],
    ['a length', { length: 2 }, [2, 3]],
    ['a length rounded up', { length: 5, padToMultipleOf: 4 }, [8, 8]],
  ] as const)('to %s', async (_, padding, expected) => {
    expect(lengths(await gpt2.encodingBatch(['a', ['a b', ' c']], { padding }))).toEqual(expected);
  });

  test('fills what overflows', () => {
    const { overflowing } = gpt2.encoding('a b c', { truncation: { maxLength: 2 }, padding: { length: 4 } });
    expect(lengths(overflowing)).toEqual([4]);
  });
});

describe('wrong options are named', () => {
  test.each<[string, EncodingOptions]>([
    ['options.truncation.maxLength', { truncation: {} as never }],
    ['options.truncation.strategy', { truncation: { maxLength: 4, strategy: 'longest' as never } }],
    ['options.truncation.direction is not known', { truncation: { maxLength: 4, direction: 'left' } as never }],
    ['options.padding.padToMultipleOf', { padding: { padToMultipleOf: 0 } }],
    ['options.padding.padTypeId', { padding: { padTypeId: 256 } }],
    ['options.padding.length', { padding: { length: 'max' as never } }],
    ['an object for options.padding', { padding: true as never }],
  ])('%s', (message, options) => {
    expect(() => gpt2.encoding('a', options)).toThrow(message);
    expect(() => gpt2.encoding('a', options)).toThrow(TypeError);
  });

  test('in a batch', async () => {
    await expect(gpt2.encodingBatch(['a', ['b'] as never])).rejects.toThrow('texts[1]');
    await expect(gpt2.encodingBatch(['a'], { pair: 'b' } as never)).rejects.toThrow('options.pair is not known');
    await expect(gpt2.encodingBatch(['a'], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
