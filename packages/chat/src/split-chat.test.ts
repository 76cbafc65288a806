import { describe, expect, test } from 'vitest';
import { byteTokenizer, decodeBytes } from '../../../test/fixtures/byte-tokenizer.js';
import { ChatTemplate } from './chat-template.js';
import { contentIds } from './content-ids.js';
import { maskChat } from './masks/mask-chat.js';
import type { ChatMessage } from './render-chat.js';
import { splitChat } from './split-chat.js';
import { builtInTemplateNames, builtInTemplates } from './templates/index.js';
import type { EncodedChat } from './truncate-chat.js';

const begin = '<s>';
/** Of the token that ends turns. */
const stopId = 256;

function maskedBy(name: (typeof builtInTemplateNames)[number], messages: readonly ChatMessage[]) {
  const { source, endOfTurn, specialTokens } = builtInTemplates[name];
  const specials = [endOfTurn, begin, ...specialTokens];
  const template = new ChatTemplate(source(endOfTurn), { specialTokens: { bos_token: begin } });
  const chat: EncodedChat = maskChat(template, { messages }, byteTokenizer(...specials));
  const split = (limit: number, stride = 0) =>
    splitChat(chat, limit, { stopTokens: [endOfTurn], beginToken: begin, stride }).map((part) => ({
      ...part,
      text: decodeBytes(part.ids, specials),
    }));
  return { chat, split };
}

const messages = [
  { role: 'user', content: 'What is 日本? 😀<|im_end|>' },
  { role: 'assistant', content: 'Japan 🗾 of course' },
  { role: 'user', content: 'And é?' },
  { role: 'assistant', content: 'A letter.' },
];

describe.each(builtInTemplateNames)('the layout %s', (name) => {
  const { chat, split } = maskedBy(name, messages);
  const contents = messages.map(({ content }) => content).join('');
  const stops = (all: readonly { readonly ids: Uint32Array }[]): number =>
    all.flatMap(({ ids }) => [...ids]).filter((id) => id === stopId).length;

  test('parts fit, lose nothing, and say the end of a turn as often as the chat does', () => {
    for (let limit = 64; limit < chat.ids.length; ++limit) {
      const parts = split(limit);
      for (const { ids, text, mask } of parts) {
        expect(ids.length).toBeLessThanOrEqual(limit);
        expect(mask).toHaveLength(ids.length);
        expect(text.startsWith(begin)).toBe(chat.text.startsWith(begin));
        expect(text).not.toContain('\u{fffd}');
      }
      expect(stops(parts)).toBe(stops([chat]));
      const learnt = parts.flatMap(({ ids, mask }) => [...ids].filter((_, index) => mask?.[index] === 1));
      expect(learnt).toEqual([...chat.ids].filter((_, index) => chat.mask?.[index] === 1));
      expect(parts.map(({ ids }) => ids.length).reduce((sum, length) => sum + length)).toBeGreaterThanOrEqual(
        chat.ids.length,
      );
    }
    expect(contentIds(chat)).toHaveLength(Buffer.byteLength(contents));
  });
});

test('a part opens the turn that it goes on with, and ends it where the content ends', () => {
  const { split } = maskedBy('chatml', [
    { role: 'user', content: 'abcdef' },
    { role: 'assistant', content: 'uvwxyz' },
  ]);
  const text = (limit: number, stride = 0): string[] => split(limit, stride).map((part) => part.text);
  const [user, assistant, end] = ['<|im_start|>user\n', '<|im_start|>assistant\n', '<|im_end|>\n'];
  const said = (word: string): string => `<s>${assistant}${word}`;
  const asked = `<s>${user}abcdef${end}`;
  expect(text(16)).toEqual([asked, said('uvwx'), said(`yz${end}`)]);
  expect(text(15)).toEqual([asked, said('uvw'), said('xy'), said(`z${end}`)]);
  expect(text(16, 1)).toEqual([asked, said('uvwx'), said('xy'), said(`yz${end}`)]);
  expect(text(16, 100)).toEqual([asked, said('uvwx'), said('vwxy'), said(`z${end}`)]);
});

test('a chat that fits is one part; wrong calls and hopeless chats are refused', () => {
  const { chat, split } = maskedBy('chatml', [{ role: 'user', content: 'abc' }]);
  expect(split(chat.ids.length)).toMatchObject([{ text: chat.text }]);
  expect(() => split(8)).toThrow(/no room for content/);
  expect(() => split(0)).toThrow(TypeError);
  expect(() => split(9, -1)).toThrow(TypeError);
  expect(() => splitChat(chat, 9, { stopTokens: 'a' as never })).toThrow(TypeError);
});
