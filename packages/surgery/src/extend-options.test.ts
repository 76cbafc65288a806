import { expect, test } from 'vitest';
import { checkExtendOptions } from './extend-options.js';

test('defaults stand in their places', () => {
  const settings = checkExtendOptions({ tokens: ['a'], out: 'x' });
  expect(settings).toMatchObject({ padTo: 1, population: 'live' });
  expect(settings).toMatchObject({ init: { method: 'subword-mean' }, initHead: { method: 'subword-mean' } });
  expect(settings).toMatchObject({ seed: 0, threads: 0, force: false, dryRun: false });
});

test('the head follows the input table unless told otherwise', () => {
  expect(checkExtendOptions({ tokens: ['a'], out: 'x', init: 'mean' }).initHead.method).toBe('mean');
  expect(checkExtendOptions({ tokens: ['a'], out: 'x', init: 'mean', initHead: 'zero' }).initHead.method).toBe('zero');
});

test('special tokens come behind the general ones and are marked', () => {
  const { requests } = checkExtendOptions({
    tokens: ['a'],
    specialTokens: ['<b>', { content: '<c>', lstrip: true }],
    out: 'x',
  });
  expect(requests).toEqual(['a', { content: '<b>', special: true }, { content: '<c>', lstrip: true, special: true }]);
});

test.each([
  ['no object', null, /expected an object for options/],
  ['an unknown name', { tokens: ['a'], output: 'x' }, /options\.output is not known/],
  ['a string of tokens', { tokens: 'a', out: 'x' }, /options\.tokens/],
  [
    'an unknown method',
    { tokens: ['a'], out: 'x', init: 'omp' },
    /"subword-mean".* for options\.init, received the string "omp"/,
  ],
  ['a multiple of nothing', { tokens: ['a'], out: 'x', padTo: 0 }, /options\.padTo/],
  ['a fraction', { tokens: ['a'], out: 'x', seed: 0.5 }, /options\.seed/],
  ['a number as a folder', { tokens: ['a'], out: 1 }, /options\.out/],
  ['a word as a flag', { tokens: ['a'], out: 'x', force: 'yes' }, /options\.force/],
  ['no signal', { tokens: ['a'], out: 'x', signal: {} }, /options\.signal/],
  [
    'a special token that is not',
    { specialTokens: [{ content: 'a', special: false }], out: 'x' },
    /specialTokens\[0\]/,
  ],
])('%s is a wrong call', (_, options, message) => {
  expect(() => checkExtendOptions(options as never)).toThrow(TypeError);
  expect(() => checkExtendOptions(options as never)).toThrow(message);
});

test.each([
  ['nothing to add', { out: 'x' }, /nothing to add/],
  ['nowhere to write', { tokens: ['a'] }, /no output folder/],
])('%s makes no sense', (_, options, message) => {
  expect(() => checkExtendOptions(options)).toThrow(message);
  expect(() => checkExtendOptions(options)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
});
