import { describe, expect, test } from 'vitest';
import type { Row } from './example.js';
import { detectShape, shapeNamed, shapes, type ShapeName } from './index.js';

const turns = (name: ShapeName, row: Row): unknown =>
  shapes[name].read(row).map((example) => example.turns.map(({ role, text, supervised }) => [role, text, supervised]));

const cases: readonly (readonly [ShapeName, Row, unknown])[] = [
  [
    'question-answer',
    { question: 'q', answer: 'a' },
    [
      [
        ['user', 'q', false],
        ['assistant', 'a', true],
      ],
    ],
  ],
  [
    'input-output',
    { input: 'q', output: 'a' },
    [
      [
        ['user', 'q', false],
        ['assistant', 'a', true],
      ],
    ],
  ],
  [
    'prompt-completion',
    { prompt: 'q', completion: 'a' },
    [
      [
        ['user', 'q', false],
        ['assistant', 'a', true],
      ],
    ],
  ],
  [
    'alpaca',
    { instruction: 'i', input: 'x', output: 'a' },
    [
      [
        ['user', 'i', false],
        ['user', 'x', false],
        ['assistant', 'a', true],
      ],
    ],
  ],
  [
    'alpaca',
    { instruction: 'i', input: '', output: 'a' },
    [
      [
        ['user', 'i', false],
        ['assistant', 'a', true],
      ],
    ],
  ],
  ['text', { text: 't' }, [[['text', 't', true]]]],
  [
    'question-answer',
    { question: 7, answer: true },
    [
      [
        ['user', '7', false],
        ['assistant', 'true', true],
      ],
    ],
  ],
  [
    'messages',
    {
      messages: [
        { role: 'system', content: 's' },
        { role: 'user', content: [{ type: 'text', text: 'q' }] },
        { role: 'assistant', content: 'a', train: false },
        { role: 'assistant', content: 'b' },
      ],
    },
    [
      [
        ['system', 's', false],
        ['user', 'q', false],
        ['assistant', 'a', false],
        ['assistant', 'b', true],
      ],
    ],
  ],
  [
    'conversations',
    {
      system: 's',
      conversations: [
        { from: 'human', value: 'q' },
        { from: 'gpt', value: 'a' },
      ],
    },
    [
      [
        ['system', 's', false],
        ['user', 'q', false],
        ['assistant', 'a', true],
      ],
    ],
  ],
  [
    'preference',
    { prompt: 'q', chosen: 'good', rejected: 'bad' },
    [
      [
        ['user', 'q', false],
        ['assistant', 'good', true],
      ],
      [
        ['user', 'q', false],
        ['assistant', 'bad', true],
      ],
    ],
  ],
];

test.each(cases)('%s: %j', (name, row, expected) => {
  expect(detectShape(row)).toBe(name);
  expect(turns(name, row)).toEqual(expected);
});

test('a conversation of comparisons supervises the last answer only', () => {
  const prompt = [
    { role: 'user', content: 'q' },
    { role: 'assistant', content: 'early' },
    { role: 'user', content: 'r' },
  ];
  const answer = (content: string) => [{ role: 'assistant', content }];
  const [chosen] = shapes.preference.read({ prompt, chosen: answer('good'), rejected: answer('bad') });
  expect(chosen?.turns.map(({ text, supervised }) => [text, supervised])).toEqual([
    ['q', false],
    ['early', false],
    ['r', false],
    ['good', true],
  ]);
});

describe('a row that has the keys but not the content is refused in words:', () => {
  test.each<[ShapeName, Row, string]>([
    ['question-answer', { question: null, answer: 'a' }, 'expected text in "question", found null'],
    ['text', { text: ['a'] }, 'expected text in "text", found a list'],
    ['messages', { messages: 'no' }, 'expected a list in "messages", found a string'],
    ['messages', { messages: [] }, 'the conversation has no messages'],
    ['messages', { messages: [{ role: 'robot', content: 'x' }] }, 'message 0 has the role "robot"'],
    ['messages', { messages: [{ role: 'user' }] }, 'message 0 has no content'],
    ['messages', { messages: [{ role: 'user', content: [{ type: 'image_url' }] }] }, 'part 0 of message 0 is no text'],
    ['conversations', { conversations: [{ from: '__proto__', value: 'x' }] }, 'turn 0 is from "__proto__"'],
    ['preference', { prompt: 'q', chosen: 3, rejected: 'b' }, 'expected text or messages in "chosen", found a number'],
  ])('%s %j', (name, row, message) => {
    expect(() => shapes[name].read(row)).toThrow(message);
  });
});

test('shapes have other names', () => {
  expect(shapeNamed('sharegpt')).toBe('conversations');
  expect(shapeNamed('question/answer')).toBe('question-answer');
  expect(shapeNamed('constructor')).toBeUndefined();
});
