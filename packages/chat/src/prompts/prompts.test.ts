import { describe, expect, test } from 'vitest';
import { ChatTemplate } from '../chat-template.js';
import type { ChatTokenizer } from '../chat-tokenizer.js';
import { countChat, fitToBudget } from './budget.js';
import {
  completionPrompt,
  demonstrationPrompt,
  demonstrationText,
  fineTunedPrompt,
  instructionPrompt,
  scenarioPrompt,
} from './builders.js';

describe('five kinds of prompts', () => {
  test('an instruction, with an input and a system message', () => {
    expect(instructionPrompt('Translate.', 'Hi', 'Be brief.').messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Translate.\n\nHi' },
    ]);
  });

  test('a completion', () => {
    expect(completionPrompt('Once upon', ['\n'])).toEqual({ text: 'Once upon', stop: ['\n'] });
  });

  test('a scenario', () => {
    expect(scenarioPrompt('A clinic at night.', 'a nurse', 'Hello').messages).toEqual([
      { role: 'system', content: 'A clinic at night.\n\nYou are a nurse.' },
      { role: 'user', content: 'Hello' },
    ]);
  });

  test('demonstrations, as turns and as text', () => {
    const examples = [{ input: '1', output: 'one' }];
    expect(demonstrationPrompt(examples, '2').messages.map(({ role, content }) => [role, content])).toEqual([
      ['user', '1'],
      ['assistant', 'one'],
      ['user', '2'],
    ]);
    expect(demonstrationText(examples, '2')).toEqual({
      text: 'Input: 1\nOutput: one\n---\nInput: 2\nOutput:',
      stop: ['---'],
    });
  });

  test('a fine-tuned form with separators', () => {
    expect(fineTunedPrompt('Name:', 'Ada')).toEqual({
      text: 'Name:\n\n###\n\n',
      stop: [' END'],
      completion: ' Ada END',
    });
    expect(fineTunedPrompt('Name:')).toEqual({ text: 'Name:\n\n###\n\n', stop: [' END'] });
  });

  test.each([
    ['an input', () => fineTunedPrompt('a ### b'), 'input contains the separator "###"'],
    ['an output', () => fineTunedPrompt('a', 'THE END'), 'output contains the separator "END"'],
    ['an example', () => demonstrationText([{ input: 'a\n---\nb', output: 'c' }], 'd'), 'examples[0].input contains'],
    [
      'a line of an input',
      () => demonstrationText([], 'a\n Output: b'),
      'a line of input begins with the label "Output:"',
    ],
    [
      'an output that begins another example',
      () => demonstrationText([{ input: 'a', output: 'Q: b' }], 'c', { inputLabel: 'Q: ', outputLabel: 'A: ' }),
      'a line of examples[0].output begins with the label "Q:"',
    ],
  ])('refuse a separator in %s', (_, build, message) => {
    expect(build).toThrow(expect.objectContaining({ code: 'bad-argument', message: expect.stringContaining(message) }));
  });
});

describe('a budget', () => {
  /** An id a character. */
  const tokenizer: ChatTokenizer = {
    specialTokens: [],
    encoding: (text) => ({
      ids: Uint32Array.from(text, (character) => character.charCodeAt(0)),
      offsets: Uint32Array.from({ length: 2 * text.length }, (_, index) => (index + 1) >> 1),
    }),
  };
  const template = new ChatTemplate('{% for m in messages %}{{ m.role[0] }}:{{ m.content }};{% endfor %}');
  const messages = [
    { role: 'system', content: 'S' },
    { role: 'user', content: 'aaaa' },
    { role: 'assistant', content: 'bbbb' },
    { role: 'user', content: 'cccc' },
    { role: 'assistant', content: 'dddd' },
    { role: 'user', content: 'e' },
  ];

  test('counts by the template', () => {
    expect(countChat(template, { messages }, tokenizer)).toBe('s:S;u:aaaa;a:bbbb;u:cccc;a:dddd;u:e;'.length);
  });

  test.each([
    [99, 0, 'S aaaa bbbb cccc dddd e'],
    [36, 0, 'S aaaa bbbb cccc dddd e'],
    [35, 2, 'S cccc dddd e'],
    [22, 2, 'S cccc dddd e'],
    [21, 4, 'S e'],
    [8, 4, 'S e'],
  ])('of %i ids drops %i messages, whole turns, never the system message', (limit, dropped, left) => {
    const fitted = fitToBudget(template, { messages }, tokenizer, limit);
    expect(fitted.input.messages.map(({ content }) => content).join(' ')).toBe(left);
    expect([fitted.dropped, fitted.count <= limit]).toEqual([dropped, true]);
  });

  test('that is too small is an error', () => {
    expect(() => fitToBudget(template, { messages }, tokenizer, 7)).toThrow(expect.objectContaining({ code: 'limit' }));
  });
});
