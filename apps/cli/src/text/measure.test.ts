import { expect, test } from 'vitest';
import { TextMeter } from './measure.js';

test.each([
  ['the empty text', '', 0, 0],
  ['words between all kinds of space', ' a b\tc\nd\u00a0e\u3000f\u2028g ', 15, 7],
  ['characters outside the basic plane', 'a😀 😀', 4, 2],
  ['a byte order mark as a character', '\ufeffa', 2, 1],
])('%s', (_, text, characters, words) => {
  const meter = new TextMeter();
  meter.add(text, Buffer.byteLength(text));
  expect(meter.measure).toEqual({ bytes: Buffer.byteLength(text), characters, words });
});

test('a text in pieces measures as the whole', () => {
  const text = 'Füße und 😀 — naïve\u2003words\r\nacross lines';
  const whole = new TextMeter();
  whole.add(text, Buffer.byteLength(text));
  const pieces = new TextMeter();
  for (const piece of text) pieces.add(piece, Buffer.byteLength(piece));
  expect(pieces.measure).toEqual(whole.measure);
  expect(whole.measure.words).toBe(text.split(/\s+/u).length);
});
