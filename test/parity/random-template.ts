// Random templates that use much of the language, well-formed but with no regard to types.

type Random = (below: number) => number;

const names = ['x', 'y', 'z', 's', 'l', 'messages', 'nothing', 'n', 'i'];
const literals = [
  '1',
  '0',
  '-3',
  '2.5',
  '1e3',
  '10',
  "'a'",
  '"b\\n"',
  "'é😀'",
  'true',
  'false',
  'none',
  '[1, 2, 3]',
  "['b', 'a', 'B']",
  "{'a': 1, 'b': [2]}",
  '()',
  '(1,)',
  "''",
  "'a,b c'",
];
const binaries = ['+', '-', '*', '/', '//', '%', '~', '==', '!=', '<', '<=', '>', '>=', 'in', 'not in', 'and', 'or'];
const filters = [
  'length',
  'upper',
  'lower',
  'title',
  'capitalize',
  'trim',
  'string',
  'int',
  'float',
  'abs',
  'list',
  'first',
  'last',
  'reverse | list',
  'sort',
  'join',
  "join(', ')",
  'unique | list',
  'tojson',
  'tojson(indent=2)',
  'default(1)',
  "default('d', true)",
  'round',
  'round(1)',
  'sum',
  'min',
  'max',
  'items | list',
  'dictsort',
  'batch(2) | list',
  'slice(2) | list',
  "replace('a', 'bb')",
  'indent',
  'indent(2, true)',
  'wordcount',
  'e',
  "map('upper') | list",
  "map(attribute='role') | list",
  'select | list',
  "reject('none') | list",
  "selectattr('role') | list",
  'center(9)',
  'count',
  "selectattr('role', 'equalto', 'user') | list",
  "rejectattr('content', 'none') | list",
  "groupby('role')",
  "format(1, 'x')",
  'truncate(8)',
  "truncate(6, true, '!')",
  'filesizeformat',
  'urlencode',
  'urlize',
  'wordwrap(7)',
  'wordwrap(5, false)',
  'pprint',
  'xmlattr',
  'striptags',
  "attr('role')",
  "join(attribute='role')",
  'tojson(ensure_ascii=true)',
];
const tests = [
  'defined',
  'undefined',
  'none',
  'string',
  'number',
  'integer',
  'float',
  'boolean',
  'mapping',
  'sequence',
  'iterable',
  'odd',
  'even',
  'true',
  'false',
  "equalto('a')",
  'in [1, 2]',
  'lower',
  'upper',
  'callable',
  'sameas none',
  'divisibleby 2',
  'gt 1',
];
const methods = [
  'strip()',
  'lstrip()',
  "rstrip('a')",
  'split()',
  "split(',')",
  "split(' ', 1)",
  "rsplit(' ', 1)",
  'splitlines()',
  "startswith('a')",
  "endswith('b')",
  'upper()',
  "replace('a', 'x')",
  "find('b')",
  "count('a')",
  "partition(',')",
  'items()',
  'keys()',
  'values()',
  "get('a')",
  "get('zz', 5)",
  'title()',
  'isdigit()',
  'isalpha()',
  "join(['a', 'b'])",
  'format(1, b=2)',
  'capitalize()',
  'islower()',
  'zfill(5)',
  "index('a')",
  'casefold()',
  'swapcase()',
  'isspace()',
  "rjust(6, '*')",
  "removeprefix('a')",
];
const subscripts = [
  '[0]',
  '[-1]',
  '[1:]',
  '[:-1]',
  '[::-1]',
  "['a']",
  "['role']",
  '.role',
  '.content',
  '[:2]',
  '[1:9:2]',
  '[5]',
  '.a.b',
];

export function randomTemplate(random: Random): string {
  return body(random, 0);
}

function pick<T>(random: Random, items: readonly T[]): T {
  const [item] = items.slice(random(items.length));
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

function expression(random: Random, depth: number): string {
  const kind = random(depth > 2 ? 4 : 13);
  const inner = (): string => expression(random, depth + 1);
  if (kind <= 1) return pick(random, names);
  if (kind <= 3) return pick(random, literals);
  if (kind <= 5) return `(${inner()}) | ${pick(random, filters)}`;
  if (kind === 6) return `(${inner()}).${pick(random, methods)}`;
  if (kind === 7) return `(${inner()})${pick(random, subscripts)}`;
  if (kind === 8) return `(${inner()}) is ${random(3) === 0 ? 'not ' : ''}${pick(random, tests)}`;
  if (kind === 9) return `(${inner()} if ${inner()} else ${inner()})`;
  if (kind === 10)
    return pick(random, [
      `[${inner()}, ${inner()}]`,
      `{'k': ${inner()}}`,
      `not ${inner()}`,
      `-(${inner()})`,
      `range(${random(5)})`,
    ]);
  return `(${inner()}) ${pick(random, binaries)} (${inner()})`;
}

const marks = (random: Random): readonly [string, string] =>
  pick(random, [
    ['{%', '%}'],
    ['{%-', '%}'],
    ['{%', '-%}'],
    ['{%-', '-%}'],
    ['{%+', '%}'],
    ['{%', '+%}'],
  ] as const);

function tag(random: Random, words: string): string {
  const [open, close] = marks(random);
  return `${open} ${words} ${close}`;
}

function body(random: Random, depth: number): string {
  return Array.from({ length: 1 + random(3) }, () => statement(random, depth)).join(
    pick(random, ['', '\n', ' ', '  \n ', '\r\n']),
  );
}

function statement(random: Random, depth: number): string {
  const output = (): string => pick(random, [`{{ ${expression(random, 0)} }}`, `{{- ${expression(random, 0)} -}}`]);
  const kind = random(depth > 1 ? 4 : 13);
  const inner = (): string => body(random, depth + 1);
  if (kind <= 1) return output();
  if (kind === 2)
    return pick(random, ['text', ' a\n', '{# comment #}', '{#- c -#}\n', '{% raw %}{{ x }}{% endraw %}', '\t']);
  if (kind === 3) return tag(random, `set ${pick(random, ['n', 'i'])} = ${expression(random, 0)}`);
  if (kind <= 6) return loop(random, inner);
  if (kind <= 8)
    return `${tag(random, `if ${expression(random, 0)}`)}${inner()}${tag(random, 'else')}${inner()}${tag(random, 'endif')}`;
  if (kind === 9) return `${tag(random, 'set n')}${inner()}${tag(random, 'endset')}{{ n }}`;
  if (kind === 10) return macro(random, inner);
  if (kind === 11) return `${tag(random, `with i = ${expression(random, 1)}`)}${inner()}${tag(random, 'endwith')}`;
  return `{% set ns = namespace(a=1) %}${tag(random, `for i in l`)}{% set ns.a = ns.a ~ loop.index %}${tag(random, 'endfor')}{{ ns.a }}`;
}

function loop(random: Random, inner: () => string): string {
  const facts = pick(random, [
    '',
    '{{ loop.index }}',
    '{{ loop.last }}',
    '{{ loop.length }}',
    '{{ loop.revindex0 }}',
    '{{ loop.previtem }}',
    "{{ loop.cycle('a', 'b') }}",
    '{{ loop.changed(i) }}',
    '{% if loop.first %}{% continue %}{% endif %}',
    '{% if loop.index > 1 %}{% break %}{% endif %}',
  ]);
  const source = pick(random, [
    'l',
    'x',
    'messages',
    's',
    'range(3)',
    '[3, 1, 2] | sort',
    "{'a': 1}.items()",
    "messages | selectattr('role', 'eq', 'user')",
  ]);
  const filter = pick(random, ['', '', ' if i', ' if i is defined and i != 1']);
  const otherwise = random(3) === 0 ? `${tag(random, 'else')}none` : '';
  return `${tag(random, `for i in ${source}${filter}`)}${facts}${inner()}${otherwise}${tag(random, 'endfor')}`;
}

function macro(random: Random, inner: () => string): string {
  const defined = `${tag(random, "macro m(a, b='d')")}{{ a }}${inner()}{{ b }}${tag(random, 'endmacro')}`;
  const called = pick(random, [
    `{{ m(1) }}`,
    `{{ m(${expression(random, 1)}, b=2) }}`,
    `{{ m(b=3, a=s) }}`,
    '{% call m(1) %}x{% endcall %}',
  ]);
  return defined + called;
}
