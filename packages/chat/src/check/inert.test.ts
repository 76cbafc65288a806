import { expect, test } from 'vitest';
import { ChatTemplate } from '../chat-template.js';
import { checkChat, type CheckTokenizer } from './check-chat.js';

const contents = ['<|end|>', '<unk>'];

/** Ids are code units; `spells`: its vocabulary has the contents of special tokens as words, so ordinary text becomes them. */
function tokenizer(spells: boolean): CheckTokenizer {
  const specialTokens = contents.map((content, index) => ({
    id: 100_000 + index,
    content,
    lstrip: false,
    rstrip: false,
  }));
  return {
    specialTokens,
    tokenToId: (token) => specialTokens.find(({ content }) => content === token)?.id,
    idToToken: (id) => specialTokens.find((token) => token.id === id)?.content,
    encoding(text, { special }) {
      const [ids, offsets]: [number[], number[]] = [[], []];
      for (let at = 0; at < text.length;) {
        const token = specialTokens.find(({ content }) => text.startsWith(content, at));
        const matches = token !== undefined && (special === 'match' || spells);
        const end = at + (matches ? token.content.length : 1);
        ids.push(matches ? token.id : text.charCodeAt(at));
        offsets.push(at, end);
        at = end;
      }
      return { ids: Uint32Array.from(ids), offsets: Uint32Array.from(offsets) };
    },
  };
}

const source = '{% for message in messages %}{{ message.content }}<|end|>{% endfor %}';

test.each([
  ['holds where special strings in messages are encoded as text', false, true],
  ['is refuted by a vocabulary that spells control tokens', true, false],
])('that content is inert %s', async (_, spells, ok) => {
  const template = new ChatTemplate(source, { specialTokens: { eos_token: '<|end|>' } });
  const report = await checkChat({ template, tokenizer: tokenizer(spells), stopIds: [100_000] });
  expect(report.ok).toBe(ok);
  expect(report.checks.filter((check) => !check.ok).map(({ name }) => name)).toEqual(ok ? [] : ['content-inert']);
});
