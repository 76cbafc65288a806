import { describe, expect, test } from 'vitest';
import { commonOptions, type OptionTable } from './option-table.js';
import { parseArguments } from './parse.js';
import { UsageError } from './usage-error.js';

const table = {
  ...commonOptions,
  tokens: { kind: 'texts', value: 'FILE', summary: '' },
  token: { kind: 'texts', value: 'STR', summary: '' },
  init: { kind: 'choice', choices: ['mean', 'zero'], summary: '' },
  out: { kind: 'text', short: 'o', value: 'OUT', summary: '' },
  seed: { kind: 'integer', value: 'N', min: 0, summary: '' },
  specials: { kind: 'flag', negatable: true, summary: '' },
} as const satisfies OptionTable;

const parse = (line: string) =>
  parseArguments(
    line.split(' ').filter((word) => word !== ''),
    table,
    'extend',
  );

describe('arguments become values', () => {
  test.each([
    ['nothing', '', {}, []],
    ['a list up to the next option', './m --tokens a b --out x', { tokens: ['a', 'b'], out: 'x' }, ['./m']],
    ['lists that stand twice', '--tokens a --out x --tokens b c', { tokens: ['a', 'b', 'c'], out: 'x' }, []],
    ['a positional behind a single value', '-o x ./m', { out: 'x' }, ['./m']],
    ['one inline value, then positionals', '--token=a ./m', { token: ['a'] }, ['./m']],
    ['an inline value that begins with a dash', '--token=-x', { token: ['-x'] }, []],
    ['words behind -- as positionals', '--tokens a -- ./m -x', { tokens: ['a'] }, ['./m', '-x']],
    ['words behind -- as values of an empty list', './m --token -- -x --y', { token: ['-x', '--y'] }, ['./m']],
    ['words behind -- as more values of a list', '--token=a --token -- -x', { token: ['a', '-x'] }, []],
    ['a joined short option', '-ox', { out: 'x' }, []],
    ['a single dash as an argument', '-', {}, ['-']],
    ['a negated flag', '--no-specials', { specials: false }, []],
    ['a number', '--seed 7 --threads=2', { seed: 7, threads: 2 }, []],
    ['a choice', '--init zero', { init: 'zero' }, []],
  ])('%s', (_, line, values, positionals) => {
    expect(parse(line)).toEqual({ values, positionals });
  });
});

describe('what makes no sense is refused', () => {
  test.each([
    ['--ouf x', '--ouf is no option of extend; did you mean --out?'],
    ['--no-special', '--no-special is no option of extend; did you mean --no-specials?'],
    ['-z', '-z is no option of extend'],
    ['--out', '--out needs a value'],
    ['--tokens', '--tokens needs a value'],
    [
      '--tokens --init mean',
      '--tokens needs a value, and --init looks like an option; if it is meant, write --tokens=--init',
    ],
    ['--token --', '--token needs a value'],
    ['--out a -o b', '-o is given twice'],
    ['--json=1', '--json takes no value'],
    ['--no-json', '--no-json is no option of extend'],
    ['--seed -1', '--seed needs a value, and -1 looks like an option; if it is meant, write --seed=-1'],
    ['--seed=-1', '--seed needs an integer of at least 0, not "-1"'],
    ['--seed 1.5', '--seed needs an integer of at least 0, not "1.5"'],
    ['--threads 9999', '--threads needs an integer from 0 to 1024, not "9999"'],
    ['--init maen', '--init is mean or zero, not "maen"; did you mean mean?'],
  ])('%s', (line, message) => {
    expect(() => parse(line)).toThrow(new UsageError(message, 'extend'));
  });
});
