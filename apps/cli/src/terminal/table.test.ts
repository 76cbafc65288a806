import { expect, test } from 'vitest';
import { formatBytes, formatCount, formatSeconds, formatToken } from './format.js';
import { createStyle } from './style.js';
import { formatTable } from './table.js';
import { displayWidth } from './width.js';

test('columns are as wide as their widest cell, wide characters and colours included', () => {
  const style = createStyle({ isTTY: true }, {});
  const lines = formatTable(
    [{ title: 'token' }, { title: 'id', align: 'right' }],
    [
      [style.cyan('脑电图'), '1'],
      ['e\u0301a', '23'],
    ],
  );
  expect(lines.map(displayWidth)).toEqual([10, 10, 10]);
  expect(lines[0]).toBe('token   id');
});

test.each([
  [{ isTTY: true }, {}, true],
  [{ isTTY: false }, {}, false],
  [{ isTTY: true }, { NO_COLOR: '1' }, false],
  [{ isTTY: true }, { NO_COLOR: '' }, true],
  [{ isTTY: false }, { FORCE_COLOR: '1' }, true],
  [{ isTTY: true }, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  [{ isTTY: true }, { TERM: 'dumb' }, false],
])('colours on %j under %j: %j', (stream, env, enabled) => {
  expect(createStyle(stream, env).enabled).toBe(enabled);
});

test.each([
  [formatBytes(999), '999 bytes'],
  [formatBytes(1500), '1.5 kB'],
  [formatBytes(29_900_000_000), '30 GB'],
  [formatCount(1, 'token'), '1 token'],
  [formatCount(1234, 'token'), '1,234 tokens'],
  [formatSeconds(0.0123), '12 ms'],
  [formatSeconds(75), '1 min 15 s'],
  [formatToken('脑电图'), '脑电图'],
  [formatToken(' lead'), '" lead"'],
  [formatToken('a\u001b[2J'), '"a\\u001b[2J"'],
])('%s', (is, should) => {
  expect(is).toBe(should);
});
