// Templates and chats that would break an engine without bounds: each gets an error, soon and in little memory. The bounds
// are counted, not timed.

import { describe, expect, test } from 'vitest';
import { ChatTemplate } from '../chat-template.js';
import { renderChat, type ChatInput } from '../render-chat.js';

const render = (source: string, input: Partial<ChatInput> = {}): string =>
  renderChat(new ChatTemplate(source), { messages: [], ...input }).text;

const repeated = (part: string, count: number): string => part.repeat(count);

describe('work is bounded', () => {
  test.each([
    ['loops in loops', `${repeated('{% for i in range(99999) %}', 3)}x${repeated('{% endfor %}', 3)}`],
    ['a loop over a loop of nothing', '{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}'],
    [
      'a string that doubles',
      "{% set ns = namespace(s='ab') %}{% for i in range(99) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
    ],
    [
      'a string that doubles by ~',
      "{% set ns = namespace(s='ab') %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
    ],
    [
      'a list that doubles',
      '{% set ns = namespace(l=[1]) %}{% for i in range(99) %}{% set ns.l = ns.l + ns.l %}{% endfor %}',
    ],
    [
      'a list of itself',
      '{% set ns = namespace(l=[1]) %}{% for i in range(99) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l }}',
    ],
    ['repetition', "{{ 'x' * 99999999999 }}"],
    ['repetition of a list', '{{ [0] * 99999999999 }}'],
    ['a power', '{{ 9 ** (9 ** 9) }}'],
    [
      'a number squared again and again',
      '{% set ns = namespace(n=7) %}{% for i in range(99) %}{% set ns.n = ns.n * ns.n %}{% endfor %}',
    ],
    ['a time of many formats', "{% for i in range(99999) %}{{ strftime_now('%c' * 999) | length }}{% endfor %}"],
    ['a very long time', "{{ strftime_now('%c' * 999999) }}"],
    ['spelling a list', '{% set l = range(9999) | list %}{% for i in l %}{% set s = l | string %}{% endfor %}'],
    ['JSON of a list', '{% set l = range(9999) | list %}{% for i in l %}{% set s = l | tojson %}{% endfor %}'],
    ['tags without an end', "{% for i in range(99999) %}{% set s = ('<' * 9999) | striptags %}{% endfor %}"],
    ['padding', "{{ 'x' | center(99999999999) }}"],
    ['an indent', "{{ 'a\\nb' | indent(99999999999) }}"],
    ['a width of a format', "{{ '%99999999999d' % 1 }}"],
    ['a width of a specification', "{{ '{:99999999999}'.format(1) }}"],
    [
      'a replacement that grows',
      "{% set ns = namespace(s='a') %}{% for i in range(99) %}{% set ns.s = ns.s.replace('a', 'aaaaaaaa') %}{% endfor %}",
    ],
    [
      'a replacement of nothing',
      "{% set ns = namespace(s='a') %}{% for i in range(99) %}{% set ns.s = ns.s | replace('', ns.s) %}{% endfor %}",
    ],
    ['joining', "{% set l = range(99999) | list %}{% for i in l %}{% set s = l | join('xxxxxxxx') %}{% endfor %}"],
    ['sorting', '{% set l = range(99999) | list %}{% for i in l %}{% set s = l | sort %}{% endfor %}'],
    ['a macro that calls itself', '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}'],
    [
      'macros that call each other',
      '{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}',
    ],
    [
      'a macro that calls itself twice',
      '{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(99) }}',
    ],
    ['a recursive loop', '{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}'],
    ['output', `{% for i in range(99999) %}${repeated('x', 999)}{% endfor %}`],
    ['captured output', `{% set a %}{% for i in range(99999) %}${repeated('x', 999)}{% endfor %}{% endset %}`],
    ['parentheses', `{{ ${repeated('(', 99999)}1${repeated(')', 99999)} }}`],
    ['brackets', `{{ ${repeated('[', 99999)}${repeated(']', 99999)} }}`],
    ['signs', `{{ ${repeated('-', 99999)}1 }}`],
    ['nots', `{{ ${repeated('not ', 99999)}1 }}`],
    ['sums', `{{ 1${repeated(' + 1', 99_999)} }}`],
    ['filters', `{{ 'a'${repeated(' | trim', 49_999)} }}`],
    ['tags in tags', `${repeated('{% if true %}', 9999)}${repeated('{% endif %}', 9999)}`],
    ['else if', `{{ ${repeated('1 if 0 else ', 99999)}1 }}`],
    ['a source without end', repeated('{{ 1 }}', 1_000_000)],
  ])('%s', (_, source) => {
    expect(() => render(source)).toThrow(expect.objectContaining({ code: 'limit' }));
  });

  test('an error of Python’s, where Python has one', () => {
    const failed = { code: 'template-failed' };
    expect(() => render('{% for i in range(999999999) %}{% endfor %}')).toThrow(expect.objectContaining(failed));
    expect(() => render('{{ 9 ** 9000 }}')).toThrow(expect.objectContaining(failed));
  });

  test('limits are the caller’s to set', () => {
    const template = new ChatTemplate('{% for i in range(100) %}x{% endfor %}');
    expect(renderChat(template, { messages: [] }, { limits: { steps: 1000 } }).text).toHaveLength(100);
    for (const limits of [{ steps: 50 }, { outputLength: 50 }]) {
      expect(() => renderChat(template, { messages: [] }, { limits })).toThrow(
        expect.objectContaining({ code: 'limit' }),
      );
    }
  });
});

describe('unfinished sources are refused', () => {
  const sources = [
    '{{',
    '{{ 1',
    '{% if 1 %}',
    '{% for',
    '{# comment',
    '{% raw %} {{',
    "{{ 'text",
    '{{ 1 }',
    '{% endif %}',
    '{{ ) }}',
    '{{ [1} }}',
    "{{ '\\x1' }}",
    '{{ a b }}',
    '{% set 1 = 2 %}',
    '{% unknown %}',
    '{{ 1 | nope }}',
    '{{ 1 is nope }}',
    '{% break %}',
    `{{ ${repeated("'", 9999)} }}`,
    repeated('{%', 9999),
    repeated('{% raw %}', 9999),
  ];

  test.each(sources.map((source) => [source.slice(0, 40), source]))('%s', (_, source) => {
    expect(() => render(source)).toThrow(expect.objectContaining({ code: 'bad-file' }));
  });
});

describe('nothing of JavaScript is reachable', () => {
  const names = [
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    '__defineGetter__',
    'length',
    'valueOf',
    '__class__',
    'items',
  ];
  const values = [
    'messages',
    "'text'",
    '1',
    '1.5',
    'true',
    'none',
    '{}',
    '[]',
    'namespace()',
    'range(3)',
    'dict',
    'cycler(1)',
    'm',
  ];

  test.each(names)('%s of any value', (name) => {
    for (const value of values) {
      const source = `{% macro m() %}{% endmacro %}{{ (${value}).${name} is defined }} {{ (${value})['${name}'] is defined }}`;
      const shown = render(source);
      expect([value, shown]).toEqual([
        value,
        expect.stringMatching(name === 'items' && value === '{}' ? /^True True$/ : /^False False$/),
      ]);
    }
  });

  test.each(names)('a variable named %s is the caller’s or nothing', (name) => {
    expect(render(`{{ ${name} is defined }}`)).toBe('False');
  });

  test('a key of the input is a key', () => {
    const messages = [
      JSON.parse(
        '{"role": "user", "__proto__": "a", "constructor": "b", "content": "c"}',
      ) as ChatInput['messages'][number],
    ];
    expect(
      render("{{ messages[0]['constructor'] }}{{ messages[0].constructor }}{{ messages[0]['__proto__'] }}", {
        messages,
      }),
    ).toBe('bba');
    expect(Object.prototype).not.toHaveProperty('role');
  });

  test('a namespace may have any attribute, and changes no object', () => {
    expect(
      render('{% set ns = namespace() %}{% set ns.__proto__ = 1 %}{% set ns.constructor = 2 %}{{ ns.constructor }}'),
    ).toBe('2');
    expect(render('{{ dict(__proto__=1, constructor=2) }}')).toBe("{'__proto__': 1, 'constructor': 2}");
  });

  test.each([
    ['a function', () => 1],
    ['a class instance', new Date()],
    ['a symbol', Symbol('s')],
    [
      'a getter’s object',
      new (class A {
        get x(): number {
          return 1;
        }
      })(),
    ],
  ])('%s is refused as input', (_, value) => {
    expect(() => render('{{ x }}', { x: value })).toThrow(TypeError);
  });
});

describe('hostile chats', () => {
  test('a long string may be gone through by its characters', () => {
    const content = 'x'.repeat(300_000);
    const source =
      '{% for m in messages %}{% for c in m.content %}{% if c %}{{ c }}{% endif %}{% endfor %}{% endfor %}';
    expect(render(source, { messages: [{ role: 'user', content }] })).toBe(content);
  });

  test('what a template does not read is not looked at', () => {
    const unread = { toString: () => 'x' };
    expect(render('{{ messages | length }}', { messages: [{ role: 'user', content: 'a', extra: unread }] })).toBe('1');
  });

  test('a chat that nests without end', () => {
    let deep: unknown = 'x';
    for (let depth = 0; depth < 100_000; ++depth) deep = [deep];
    expect(() => render('{{ x }}', { x: deep })).toThrow(expect.objectContaining({ code: 'template-failed' }));
  });

  test('a chat that holds itself', () => {
    const self: unknown[] = [];
    self.push(self);
    expect(() => render('{{ x }}', { x: self })).toThrow(expect.objectContaining({ code: 'template-failed' }));
  });

  test('long messages are rendered: bounds grow with the input', () => {
    const content = 'x'.repeat(20_000_000);
    const { text } = renderChat(new ChatTemplate('{{ messages[0].content | trim }}'), {
      messages: [{ role: 'user', content }],
    });
    expect(text).toHaveLength(content.length);
  });

  test('template syntax in a message is text', () => {
    const messages = [{ role: 'user', content: '{{ 1 + 1 }}{% raise %}' }];
    expect(render('{{ messages[0].content }}', { messages })).toBe('{{ 1 + 1 }}{% raise %}');
  });
});
