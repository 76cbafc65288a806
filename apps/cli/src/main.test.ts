import { describe, expect, test } from 'vitest';
import { runCli } from '../../../test/fixtures/run-cli.js';
import { commandNames } from './commands/index.js';

describe('help', () => {
  test.each([[['--help']], [['-h']], [['help']]])('%j lists every command', (args) => {
    const { code, stdout, stderr } = runCli(args);
    expect([code, stderr]).toEqual([0, '']);
    for (const name of commandNames) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  test.each([[['chat', '--help']], [['chat', '-h']], [['help', 'chat']]])(
    '%j lists the commands of a group',
    (args) => {
      const { code, stdout, stderr } = runCli(args);
      expect([code, stderr]).toEqual([0, '']);
      for (const name of commandNames) {
        expect(new RegExp(`^  ${name} `, 'm').test(stdout)).toBe(name.startsWith('chat '));
      }
    },
  );

  test.each(commandNames)('of %s explains every option', (name) => {
    const { code, stdout, stderr } = runCli([...name.split(' '), '--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`usage  tokengraft ${name} `);
    for (const option of ['--json', '--quiet', '--threads N', '--debug']) expect(stdout).toContain(option);
    expect(runCli(['help', ...name.split(' ')]).stdout).toBe(stdout);
  });

  test('no line is wider than a terminal of 140 columns', () => {
    for (const name of commandNames) {
      const wide = runCli([...name.split(' '), '--help'])
        .stdout.split('\n')
        .filter((line) => line.length > 140 && !/^\S/.test(line));
      expect(wide).toEqual([]);
    }
  });

  test('--version prints the version', () => {
    expect(runCli(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('wrong usage ends with 2 and a way out', () => {
  test.each([
    [[], 'no command given'],
    [['enocde'], 'enocde is no command of tokengraft; did you mean encode?'],
    [['frobnicate'], 'the commands are inspect, encode, decode'],
    [['--vresion'], '--vresion is no option of tokengraft'],
    [['help', 'extned'], 'did you mean extend?'],
    [['encode'], 'encode needs -t/--tokenizer'],
    [['encode', '--tokeniser', 'x'], 'did you mean --tokenizer?'],
    [['encode', '-t'], '-t needs a value'],
    [['encode', '-t', 'x', '--special', 'maybe'], '--special is match, literal or refuse, not "maybe"'],
    [['encode', '-t', 'x', '--offsets', 'utf16'], '--offsets need --jsonl or --json'],
    [['count', '-t', 'x', '--threads', 'many'], '--threads needs an integer from 0 to 1024, not "many"'],
    [['extend', './m'], 'extend has nothing to add'],
    [['extend', './m', '--token', 'a'], 'extend needs -o/--out, or --dry-run'],
    [['extend', './m', '--token', ''], '--token is given an empty token'],
    [['extend', '--tokens', 'a.txt', './m'], '--tokens took a.txt ./m; name MODEL before it'],
    [['extend', './m', './n', '--token', 'a'], 'extend takes only MODEL; ./n is too much'],
    [['verify', './m'], 'verify needs BEFORE AFTER, only ./m is given'],
    [['inspect'], 'inspect needs SOURCE'],
  ])('%j', (args, message) => {
    const { code, stdout, stderr } = runCli(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`error: `);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/\nsee: tokengraft (\w+ )?--help\n$/);
  });

  test('under --json, one object on stdout says the same', () => {
    const { code, stdout } = runCli(['encode', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      error: { code: 'usage', message: 'encode needs -t/--tokenizer', details: {} },
    });
  });
});

describe('a failure', () => {
  test('is one sentence, without a stack trace', () => {
    const { code, stdout, stderr } = runCli(['inspect', '/no/such/folder']);
    expect([code, stdout]).toEqual([65, '']);
    expect(stderr).toBe('error: cannot read /no/such/folder: no such file or directory\n');
  });

  test('shows the stack trace with --debug', () => {
    expect(runCli(['inspect', '/no/such/folder', '--debug']).stderr).toMatch(/\n\s+at /);
  });

  test('is an object under --json', () => {
    const { stdout } = runCli(['inspect', '/no/such/folder', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, error: { code: 'not-found' } });
  });

  test('is told in colours only where they are wanted', () => {
    expect(runCli(['inspect', '/no'], { env: { NO_COLOR: '', FORCE_COLOR: '1' } }).stderr).toContain('\u001b[31m');
    expect(runCli(['inspect', '/no'], { env: { NO_COLOR: '1', FORCE_COLOR: '1' } }).stderr).not.toContain('\u001b');
  });
});
