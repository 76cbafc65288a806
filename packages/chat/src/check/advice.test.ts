// What a check says beside its verdict.

import { expect, test } from 'vitest';
import { ChatTemplate } from '../chat-template.js';
import { checkChat, type CheckTokenizer } from './check-chat.js';

const begin = { id: 1, content: '<s>', lstrip: false, rstrip: false };
const end = { id: 2, content: '</s>', lstrip: false, rstrip: false };

/** A token a character, but for the two special ones; `adds`: it puts BOS before every text where it is asked to. */
const tokenizer = (adds: boolean): CheckTokenizer => ({
  specialTokens: [begin, end],
  tokenToId: (token) => [begin, end].find(({ content }) => content === token)?.id,
  idToToken: (id) => [begin, end].find((token) => token.id === id)?.content,
  encoding(text, { addSpecialTokens, special }) {
    const parts = special === 'match' ? text.split(/(<\/?s>)/) : [text];
    const pieces = parts.flatMap((part) => (/^<\/?s>$/.test(part) ? [part] : part.split('')));
    const ids = pieces.map((piece) => this.tokenToId(piece) ?? piece.charCodeAt(0));
    const ends = pieces.map((_, index) => pieces.slice(0, index + 1).join('').length);
    const offsets = ends.flatMap((at, index) => [ends[index - 1] ?? 0, at]);
    const added = adds && addSpecialTokens;
    return {
      ids: Uint32Array.from(added ? [1, ...ids] : ids),
      offsets: Uint32Array.from(added ? [0, 0, ...offsets] : offsets),
    };
  },
});

const body = '{% for message in messages %}{{ message.content }}</s>{% endfor %}';
const check = async (source: string, adds: boolean): Promise<readonly string[]> => {
  const template = new ChatTemplate(source, { specialTokens: { bos_token: '<s>', eos_token: '</s>' } });
  return (await checkChat({ template, tokenizer: tokenizer(adds), stopIds: [2] })).advice;
};

test('a template and a tokenizer that both write BOS are named', async () => {
  const [advice] = await check(`{{ bos_token }}${body}`, true);
  expect(advice).toMatch(/^the template writes <s>, and the tokenizer adds it/);
});

test('one that writes it is not', async () => {
  expect(await check(`{{ bos_token }}${body}`, false)).toEqual([]);
  expect(await check(body, true)).toEqual([]);
});
