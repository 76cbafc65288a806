import { expect, test } from 'vitest';
import { ChatTemplate } from '../chat-template.js';
import { builtInTemplateNames, builtInTemplates } from '../templates/index.js';
import { superviseChat } from './supervise-chat.js';

const messages = Array.from({ length: 530 }, (_, at) => ({
  role: at % 2 === 0 ? 'user' : 'assistant',
  content: `message ${at}`,
}));

/** What is learnt, by message, with the message's number left out. */
function learnt(source: string, stopTokens: readonly string[], control: readonly string[]): string[] {
  const template = new ChatTemplate(source, { specialTokens: { bos_token: '<s>' } });
  const specialTokens = control.map((content, id) => ({ id, content, lstrip: false, rstrip: false }));
  const { text, turns } = superviseChat(template, { messages }, { specialTokens }, { stopTokens });
  expect(turns.map(({ message }) => message)).toEqual(Array.from({ length: 265 }, (_, at) => 2 * at + 1));
  return turns.map(({ message, ranges }) =>
    ranges.map(({ begin, end }) => text.slice(begin, end).replace(`message ${message}`, '#')).join('|'),
  );
}

test.each(builtInTemplateNames)('turns that are not rendered by themselves are learnt as the others: %s', (name) => {
  const { source, endOfTurn, specialTokens } = builtInTemplates[name];
  const control = ['<s>', endOfTurn, ...specialTokens];
  const found = new Set(learnt(source(endOfTurn), [], control));
  expect([...found]).toEqual([expect.stringMatching(/^[^|]*#/)]);
});

test('marked turns are those that the template marks, however many', () => {
  const source =
    "{% for m in messages %}<{{ m.role }}>{% if m.role == 'assistant' %}{% generation %}{{ m.content }}</s>{% endgeneration %}{% else %}{{ m.content }}</s>{% endif %}{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}";
  expect(new Set(learnt(source, ['</s>'], ['</s>']))).toEqual(new Set(['#</s>']));
});
