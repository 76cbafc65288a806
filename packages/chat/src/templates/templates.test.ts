import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ChatTemplate } from '../chat-template.js';
import { renderChat } from '../render-chat.js';
import { superviseChat } from '../masks/supervise-chat.js';
import { builtInTemplateNames, builtInTemplates } from './index.js';

const messages = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'Hello!' },
  { role: 'assistant', content: 'Hi.' },
  { role: 'user', content: 'Bye' },
];

test('every file is in the table', () => {
  const files = readdirSync(import.meta.dirname).map((file) => file.replace('.ts', ''));
  const others = new Set(['index', 'built-in-template', 'templates.test']);
  expect(files.filter((file) => !others.has(file)).toSorted()).toEqual([...builtInTemplateNames].toSorted());
});

test.each([
  ['lima', '<s>Be brief.[E]Hello![E]Hi.[E]Bye[E]'],
  [
    'chatml',
    '<s><|im_start|>system\nBe brief.[E]\n<|im_start|>user\nHello![E]\n<|im_start|>assistant\nHi.[E]\n<|im_start|>user\nBye[E]\n<|im_start|>assistant\n',
  ],
  [
    'llama3',
    '<s><|start_header_id|>system<|end_header_id|>\n\nBe brief.[E]<|start_header_id|>user<|end_header_id|>\n\nHello![E]<|start_header_id|>assistant<|end_header_id|>\n\nHi.[E]<|start_header_id|>user<|end_header_id|>\n\nBye[E]<|start_header_id|>assistant<|end_header_id|>\n\n',
  ],
  ['mistral', '<s>[INST] Be brief.\n\nHello! [/INST] Hi.[E][INST] Bye [/INST]'],
  [
    'gemma',
    '<s><start_of_turn>user\nBe brief.\n\nHello![E]\n<start_of_turn>model\nHi.[E]\n<start_of_turn>user\nBye[E]\n<start_of_turn>model\n',
  ],
  ['phi', '<s><|system|>\nBe brief.[E]\n<|user|>\nHello![E]\n<|assistant|>\nHi.[E]\n<|user|>\nBye[E]\n<|assistant|>\n'],
  ['zephyr', '<|system|>\nBe brief.[E]\n<|user|>\nHello![E]\n<|assistant|>\nHi.[E]\n<|user|>\nBye[E]\n<|assistant|>\n'],
  [
    'alpaca',
    '<s>Be brief.\n\n### Instruction:\nHello!\n\n### Response:\nHi.[E]\n\n### Instruction:\nBye\n\n### Response:\n',
  ],
  ['plain', '<s>System: Be brief.[E]\nUser: Hello![E]\nAssistant: Hi.[E]\nUser: Bye[E]\nAssistant:'],
] as const)('%s', (name, expected) => {
  const template = new ChatTemplate(builtInTemplates[name].source('[E]'), { specialTokens: { bos_token: '<s>' } });
  expect(renderChat(template, { messages, add_generation_prompt: true }).text).toBe(expected);
});

describe.each(builtInTemplateNames)('%s', (name) => {
  const { source, endOfTurn, specialTokens } = builtInTemplates[name];

  test('ends every assistant turn with its token, which is learnt', () => {
    const template = new ChatTemplate(source(endOfTurn), { specialTokens: { eos_token: endOfTurn } });
    const tokens = [...specialTokens, endOfTurn].map((content, id) => ({ id, content, lstrip: false, rstrip: false }));
    const { text, turns } = superviseChat(template, { messages }, { specialTokens: tokens });
    const learnt = turns.map(({ ranges }) =>
      ranges
        .map(({ begin, end }) => text.slice(begin, end))
        .join('')
        .trim(),
    );
    expect(learnt).toEqual([`Hi.${endOfTurn}`]);
  });

  test('takes a token with quotes and backslashes', () => {
    const strange = `<|'\\"n|>`;
    expect(renderChat(new ChatTemplate(source(strange)), { messages }).text).toContain(`Hi.${strange}`);
  });
});
