import { describe, expect, test } from 'vitest';
import { ContentFinder, type FoundContent } from './content-finder.js';

describe('ContentFinder', () => {
  test('takes the leftmost, of several there the longest, and goes on behind it', () => {
    const finder = new ContentFinder(['<a>', '<a>b', 'b<', '']);
    expect([...finder.all('x<a>b<a>')]).toEqual([
      { content: '<a>b', index: 1 },
      { content: '<a>', index: 5 },
    ]);
  });

  test('finds nothing where nothing is looked for', () => {
    expect(new ContentFinder([]).first('text')).toBeUndefined();
    expect(new ContentFinder(['']).first('text')).toBeUndefined();
  });

  test('takes every character as itself', () => {
    const contents = ['\\d', ']x', '^y', '-z', '[', '\u{1f600}!', '\ud83d', '.*'];
    const text = contents.join(' ');
    expect([...new ContentFinder(contents).all(text)].map(({ content }) => content)).toEqual(contents);
    expect(new ContentFinder(['.*', 'a-c']).first('b')).toBeUndefined();
  });

  test('agrees with looking for each content at each place', () => {
    let state = 7;
    const draw = (below: number) => (state = (state * 48271) % 2147483647) % below;
    const word = (length: number) => Array.from({ length }, () => 'ab<\ud83d\ude00]'[draw(6)]).join('');
    for (let round = 0; round < 500; round++) {
      const contents = Array.from({ length: draw(8) }, () => word(draw(5)));
      const text = word(30);
      const found = { contents, text, found: [...new ContentFinder(contents).all(text)] };
      expect(found).toEqual({ contents, text, found: findEach(contents, text) });
    }
  });
});

function findEach(contents: readonly string[], text: string): FoundContent[] {
  const found: FoundContent[] = [];
  for (let index = 0; index < text.length; index++) {
    const here = contents.filter((content) => content !== '' && text.startsWith(content, index));
    const content = here.sort((a, b) => b.length - a.length)[0];
    if (content === undefined) continue;
    found.push({ content, index });
    index += content.length - 1;
  }
  return found;
}
