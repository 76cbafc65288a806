// The filters, tests and functions of jinja2 3.1 by name, and what those answer that templates of chats seldom use, as jinja2
// does (recorded with Debian's python3-jinja2 3.1.2; test/parity compares them live).

import { expect, test } from 'vitest';
import { ChatTemplate } from '../../chat-template.js';
import { renderChat } from '../../render-chat.js';

const render = (source: string, variables: Record<string, unknown> = {}): string =>
  renderChat(new ChatTemplate(source), { messages: [], ...variables }).text;

const filters =
  'abs attr batch capitalize center count d default dictsort e escape filesizeformat first float forceescape format groupby indent int items join last length list lower map max min pprint random reject rejectattr replace reverse round safe select selectattr slice sort string striptags sum title tojson trim truncate unique upper urlencode urlize wordcount wordwrap xmlattr';
const tests =
  '!= < <= == > >= boolean callable defined divisibleby eq equalto escaped even false filter float ge greaterthan gt in integer iterable le lessthan lower lt mapping ne none number odd sameas sequence string test true undefined upper';

test('every filter of jinja2 is there', () => {
  for (const name of filters.split(' ')) expect([name, render(`{{ '${name}' is filter }}`)]).toEqual([name, 'True']);
});

test('every test of jinja2 is there', () => {
  for (const name of tests.split(' ')) expect([name, render(`{{ '${name}' is test }}`)]).toEqual([name, 'True']);
});

test('every function of jinja2 but lipsum, which is random, is there', () => {
  for (const name of ['range', 'dict', 'cycler', 'joiner', 'namespace']) {
    expect([name, render(`{{ ${name} is callable }}`)]).toEqual([name, 'True']);
  }
  expect(render('{{ lipsum is defined }}')).toBe('False');
});

test.each([
  ['wordwrap', "{{ 'a well-known house\nby the sea' | wordwrap(9) }}", 'a well-\nknown\nhouse\nby the\nsea'],
  ['wordwrap of a long word', "{{ 'abcdefgh' | wordwrap(3) }}", 'abc\ndef\ngh'],
  ['wordwrap that breaks none', "{{ 'abcdefgh i' | wordwrap(3, false) }}", 'abcdefgh\ni'],
  ['indent of a text that ends with a line end of another kind', "{{ 'a\u2028' | indent(2, true) }}", '  a\n'],
  ['indent of one that ends with the first half of CR LF', "{{ 'a\\r' | indent(2, true) }}", '  a'],
  ['xmlattr', "{{ {'class': 'a\"b', 'n': none, 'id': 1} | xmlattr }}", ' class="a&#34;b" id="1"'],
  [
    'urlize',
    "{{ '(see www.x.org) or me@x.org.' | urlize(3) }}",
    '(see <a href="https://www.x.org" rel="noopener">www...</a>) or <a href="mailto:me@x.org">me@x.org</a>.',
  ],
  ['urlize of what is undefined', '{{ [nothing | urlize, messages.none | urlize] }}', "['', '']"],
  [
    'striptags',
    "{{ '<!-- <i> --> a <b>&amp;  &lt;c&gt;</b> &eacute &#150; &notit; <d' | striptags }}",
    'a & <c> é – ¬it; <d',
  ],
  ['striptags of tags without an end', "{{ ('<' * 499999) | striptags | length }}", '499999'],
  ['pprint', "{{ {'b': 1, 'a': [1, 'x']} | pprint }}", "{'a': [1, 'x'], 'b': 1}"],
  [
    'pprint over lines',
    "{{ {'key': 'word ' * 20, 'list': [1]} | pprint }}",
    "{'key': 'word word word word word word word word word word word word word word '\n        'word word word word word word ',\n 'list': [1]}",
  ],
])('%s', (_, source, expected) => {
  expect(render(source)).toBe(expected);
});

test('random draws alike in every rendering', () => {
  const source = '{% for i in range(40) %}{{ range(10) | random }}{% endfor %}';
  expect(render(source)).toBe(render(source));
  expect(new Set(render(source)).size).toBeGreaterThan(5);
  expect(render('{{ [] | random is undefined }}')).toBe('True');
});

test('a name that is no attribute name is refused', () => {
  expect(() => render("{{ {'a b': 1} | xmlattr }}")).toThrow(/Invalid character in attribute name: 'a b'/);
});
