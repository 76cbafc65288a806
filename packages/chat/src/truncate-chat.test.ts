import { describe, expect, test } from 'vitest';
import { byteTokenizer } from '../../../test/fixtures/byte-tokenizer.js';
import { ChatTemplate } from './chat-template.js';
import { maskChat } from './masks/mask-chat.js';
import { renderChat, type ChatMessage } from './render-chat.js';
import { mayControl, type Span } from './span.js';
import { builtInTemplateNames, builtInTemplates } from './templates/index.js';
import { truncateChat, type EncodedChat } from './truncate-chat.js';

function maskedBy(name: (typeof builtInTemplateNames)[number], messages: readonly ChatMessage[]): EncodedChat {
  const { source, endOfTurn, specialTokens } = builtInTemplates[name];
  const tokenizer = byteTokenizer(endOfTurn, '<s>', ...specialTokens);
  const template = new ChatTemplate(source(endOfTurn), { specialTokens: { bos_token: '<s>' } });
  return maskChat(template, { messages }, tokenizer);
}

const messages = [
  { role: 'user', content: 'What is 日本? 😀<|im_end|>' },
  { role: 'assistant', content: 'Japan 🗾 of course' },
  { role: 'user', content: 'And é?' },
  { role: 'assistant', content: 'A letter.' },
];

/** What may not be cut, character by character. */
function fixedText({ text, spans }: EncodedChat): string {
  return spans
    .filter(mayControl)
    .map(({ start, end }) => text.slice(start, end))
    .join('');
}

/** Ids of the spans that `counts` names. */
function encodedLength({ spans, offsets }: EncodedChat, counts: (span: Span) => boolean): number {
  const counted = spans.filter(counts);
  const begins = Array.from({ length: offsets.length / 2 }, (_, index) => offsets[2 * index] ?? 0);
  return begins.filter((begin) => counted.some(({ start, end }) => start <= begin && begin < end)).length;
}

function decode({ ids, text, offsets }: EncodedChat): string {
  const pieces = Array.from(ids, (id, index) =>
    id < 256 ? Buffer.of(id) : Buffer.from(text.slice(offsets[2 * index], offsets[2 * index + 1])),
  );
  return Buffer.concat(pieces).toString('utf8');
}

describe.each(builtInTemplateNames)('the layout %s', (name) => {
  const whole = maskedBy(name, messages);

  test.each(['left', 'right'] as const)('keeps the template whole at any length, cut from the %s', (side) => {
    const least = encodedLength(whole, mayControl);
    for (let limit = whole.ids.length + 1; limit >= least; --limit) {
      const cut = truncateChat(whole, limit, { side });
      expect(cut.ids.length).toBeLessThanOrEqual(limit);
      expect(cut.lost).toBe(whole.ids.length - cut.ids.length);
      expect(decode(cut)).toBe(cut.text);
      expect(fixedText(cut)).toBe(fixedText(whole));
      expect(cut.mask).toHaveLength(cut.ids.length);
      expect(cut.spans.at(-1)?.end ?? 0).toBe(cut.text.length);
    }
    expect(() => truncateChat(whole, least - 1, { side })).toThrow(/the template's own text has/);
    expect(truncateChat(whole, least, { side }).spans.filter((span) => !mayControl(span))).toEqual([]);
  });
});

test('content goes from the side that is named, and what stays keeps its place in the mask', () => {
  const whole = maskedBy('chatml', [
    { role: 'user', content: 'abcd' },
    { role: 'assistant', content: 'wxyz' },
  ]);
  const text = (side: 'left' | 'right'): string => truncateChat(whole, whole.ids.length - 5, { side }).text;
  expect(text('right')).toBe('<s><|im_start|>user\nabc<|im_end|>\n<|im_start|>assistant\n<|im_end|>\n');
  expect(text('left')).toBe('<s><|im_start|>user\n<|im_end|>\n<|im_start|>assistant\nxyz<|im_end|>\n');
  const { ids, mask = [] } = truncateChat(whole, whole.ids.length - 5, { side: 'left' });
  expect(Array.from(ids.filter((_, index) => mask[index] === 1))).toEqual([...Buffer.from('xyz'), 256]);
});

test('a turn of which nothing is left is not learnt', () => {
  const whole = maskedBy('chatml', [
    { role: 'user', content: 'ab' },
    { role: 'assistant', content: 'wx' },
    { role: 'user', content: 'cd' },
    { role: 'assistant', content: '' },
    { role: 'assistant', content: 'yz' },
  ]);
  const learnt = (less: number): number[] => {
    const { ids, mask = [] } = truncateChat(whole, whole.ids.length - less, { side: 'right' });
    return Array.from(ids.filter((_, index) => mask[index] === 1));
  };
  const [w, x, y] = Buffer.from('wxy');
  expect(learnt(1)).toEqual([w, x, 256, 256, y, 256]);
  expect(learnt(2)).toEqual([w, x, 256, 256]);
  expect(learnt(6)).toEqual([256]);
});

test('what is learnt goes last, if that is asked for', () => {
  const whole = maskedBy('chatml', [
    { role: 'user', content: 'abcd' },
    { role: 'assistant', content: 'wxyz' },
    { role: 'user', content: 'efgh' },
  ]);
  const text = (less: number, side: 'left' | 'right'): string =>
    truncateChat(whole, whole.ids.length - less, { side, keepLearnt: true }).text;
  const chat = (...[first, answer, second]: string[]): string =>
    `<s><|im_start|>user\n${first}<|im_end|>\n<|im_start|>assistant\n${answer}<|im_end|>\n<|im_start|>user\n${second}<|im_end|>\n`;
  expect(text(3, 'right')).toBe(chat('d', 'wxyz', 'efgh'));
  expect(text(8, 'right')).toBe(chat('', 'wxyz', ''));
  expect(text(9, 'right')).toBe(chat('', 'wxy', ''));
  expect(text(9, 'left')).toBe(chat('', 'xyz', ''));
  const { mask: _, ...unmasked } = whole;
  expect(() => truncateChat(unmasked, 9, { keepLearnt: true })).toThrow(/needs a chat with a mask/);
});

test('a character is cut as a whole', () => {
  const whole = maskedBy('chatml', [{ role: 'user', content: 'a日' }]);
  expect(truncateChat(whole, whole.ids.length - 1)).toMatchObject({
    text: '<s><|im_start|>user\na<|im_end|>\n',
    lost: 3,
  });
});

test('a chat that fits stays; wrong calls are refused', () => {
  const chat = renderChat(new ChatTemplate('{{ messages[0].content }}'), {
    messages: [{ role: 'user', content: 'ab' }],
  });
  const encoded = { ...chat, ids: Uint32Array.of(1, 2), offsets: Uint32Array.of(0, 1, 1, 2) };
  expect(truncateChat(encoded, 2)).toEqual({ ...encoded, lost: 0 });
  expect(() => truncateChat(encoded, 0)).toThrow(TypeError);
  expect(() => truncateChat(encoded, 1, { side: 'middle' as 'left' })).toThrow(TypeError);
});
