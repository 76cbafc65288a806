import { constants } from 'node:os';
import { isTokengraftError } from '@tokengraft/errors';
import { describe, expect, test } from 'vitest';
import { makeError } from './errors.js';
import { native } from './load.js';

const options = { format: 'tokenizer.json', pattern: '', specialTokens: [], mergesPath: '', outline: '' } as const;

test.each(['bad-argument', 'bad-file', 'unsupported', 'not-found', 'special-token-in-text', 'limit', 'internal'])(
  'the code %s stays',
  (code) => {
    const error = makeError(code, 'what happened', 0, undefined);
    expect(error).toMatchObject({ name: 'TokengraftError', code, message: 'what happened', details: {} });
  },
);

test('a code that the table lacks is a bug of ours', () => {
  expect(makeError('no-such-code', 'what', 0, undefined)).toMatchObject({ code: 'internal' });
});

test('a system error keeps its number and its name', () => {
  const { EACCES } = constants.errno;
  const error = makeError('io', 'cannot open x', EACCES, undefined);
  expect(error).toMatchObject({ code: 'io', details: { errno: EACCES, systemCode: 'EACCES' } });
});

test('cancellation is an AbortError, as elsewhere in Node', () => {
  const error = makeError('cancelled', 'stopped', 0, undefined);
  expect(error).toBeInstanceOf(DOMException);
  expect(error).toMatchObject({ name: 'AbortError', message: 'stopped' });
});

test('an error made where the call began shows the call', () => {
  const origin = new Error('not shown');
  const { stack = '' } = makeError('io', 'cannot open x', 0, origin);
  expect(stack.split('\n')[0]).toBe('TokengraftError: cannot open x');
  expect(stack).toContain('errors.test.ts');
  expect(stack).not.toContain('not shown');
});

describe('errors of the addon', () => {
  test('a file that is missing rejects with its path, its reason and the line that called', async () => {
    const error: unknown = await native()
      .openTokenizer('/no/such/tokenizer.json', options)
      .catch((reason: unknown) => reason);
    expect(isTokengraftError(error)).toBe(true);
    expect(error).toMatchObject({
      code: 'io',
      message: expect.stringContaining('/no/such/tokenizer.json'),
      details: { errno: constants.errno.ENOENT, systemCode: 'ENOENT' },
      stack: expect.stringContaining('errors.test.ts'),
    });
  });

  test('a file that is no tokenizer is a bad file', async () => {
    const bytes = new TextEncoder().encode('{ "model": ');
    await expect(native().parseTokenizer(bytes, 'cut.json', options)).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringContaining('cut.json'),
    });
  });

  test('an unknown pattern is not found, and the known ones are named', () => {
    expect(() => native().namedPattern('gpt9')).toThrow(
      expect.objectContaining({ code: 'not-found', message: expect.stringContaining('gpt2') }),
    );
  });

  test('a wrong call is a TypeError that names the argument, the expectation and what came', () => {
    const wrong = native() as unknown as { namedPattern(name: unknown): string };
    expect(() => wrong.namedPattern(7)).toThrow(new TypeError('expected a string for name, received the number 7'));
  });
});
