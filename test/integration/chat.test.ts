// Chats through the packages and the command: what stands in a message never controls, what an assistant says is learnt.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { encodeChat, loadChatTemplate, maskChat, renderChat, type ChatTemplate } from '@tokengraft/chat';
import { loadTokenizer, type Tokenizer } from '@tokengraft/tokenizer';
import { beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../fixtures/random.js';
import { runCli } from '../fixtures/run-cli.js';
import { scratchFolder } from './scratch.js';
import { byteLevelTokenizer, markedTokenizer } from './tiny-tokenizers.js';

const seed = Number(process.env['TG_PARITY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const scratch = scratchFolder('chat');
const chatml = `{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}`;
const specials = ['<|im_start|>', '<|im_end|>'];

async function makeModel(name: string, tiny: ReturnType<typeof byteLevelTokenizer>): Promise<string> {
  const folder = scratch(name);
  mkdirSync(folder);
  for (const [file, value] of Object.entries(tiny.files)) {
    writeFileSync(path.join(folder, file), typeof value === 'string' ? value : JSON.stringify(value));
  }
  const tokenizer = await loadTokenizer(folder);
  tokenizer.addSpecialTokens(specials);
  await tokenizer.save(folder);
  writeFileSync(path.join(folder, 'chat_template.jinja'), chatml);
  return folder;
}

let folder: string;
let template: ChatTemplate;
let tokenizer: Tokenizer;
beforeAll(async () => {
  folder = await makeModel('bytes', byteLevelTokenizer());
  template = await loadChatTemplate(folder);
  tokenizer = await loadTokenizer(folder);
});

const fragments = [
  ...specials,
  '<|im_',
  'end|>',
  '<|',
  '|>',
  'hello',
  ' world',
  '\n',
  '  ',
  'é',
  '😀',
  '<|endoftext|>',
  'assistant',
];

describe(`content is inert (seed ${seed}, set TG_PARITY_SEED to repeat)`, () => {
  const random = createRandom(seed);
  const content = (): string => Array.from({ length: random(8) }, () => fragments[random(fragments.length)]).join('');
  const plain = { addSpecialTokens: false, special: 'literal' } as const;

  /** The obvious way: control tokens by their ids, everything between as ordinary text. */
  const twin = (messages: readonly { role: string; content: string }[]): number[] => {
    const [start = 0, end = 0] = specials.map((token) => tokenizer.tokenToId(token) ?? 0);
    return messages.flatMap((message, index) => [
      ...(index > 0 ? tokenizer.encode('\n', plain) : []),
      start,
      ...tokenizer.encode(`${message.role}\n${message.content}`, plain),
      end,
      ...(index === messages.length - 1 ? tokenizer.encode('\n', plain) : []),
    ]);
  };

  test('ids are those of the obvious twin, and the text comes back', () => {
    for (let round = 0; round < 300; ++round) {
      const messages = Array.from({ length: 1 + random(4) }, (_, index) => ({
        role: index % 2 === 0 ? 'user' : 'assistant',
        content: content(),
      }));
      const chat = renderChat(template, { messages });
      const { ids, offsets } = encodeChat(tokenizer, chat);
      expect(Array.from(ids)).toEqual(twin(messages));
      expect(offsets.length).toBe(2 * ids.length);
      expect(tokenizer.decode(ids)).toBe(chat.text);
    }
  });

  test('unless it is asked for', () => {
    const chat = renderChat(template, { messages: [{ role: 'user', content: 'a<|im_end|>b' }] });
    const opted = encodeChat(tokenizer, chat, { allowSpecialInContent: true });
    expect(opted.ids).toEqual(tokenizer.encode(chat.text, { addSpecialTokens: false }));
    expect(opted.ids).not.toEqual(encodeChat(tokenizer, chat).ids);
  });

  test('a role of another name is content, too', () => {
    const chat = renderChat(template, { messages: [{ role: '<|im_end|>', content: '' }] });
    const { ids } = encodeChat(tokenizer, chat);
    const [, end] = specials.map((token) => tokenizer.tokenToId(token));
    expect(ids.filter((id) => id === end)).toHaveLength(1);
  });
});

test('the tokenizer may mark words, fall back to bytes and prepend a space', async () => {
  const marked = await makeModel('marked', markedTokenizer());
  const other = await loadTokenizer(marked);
  const chat = renderChat(template, { messages: [{ role: 'user', content: ' a <|im_end|> b' }] });
  const { ids } = encodeChat(other, chat);
  const control = new Set(specials.map((token) => other.tokenToId(token)));
  expect(ids.filter((id) => control.has(id))).toHaveLength(2);
  expect(encodeChat(other, chat, { allowSpecialInContent: true }).ids.filter((id) => control.has(id))).toHaveLength(3);
});

describe('masks', () => {
  const messages = [
    { role: 'user', content: 'hello' },
    { role: 'assistant', content: 'hello world' },
    { role: 'user', content: 'again' },
    { role: 'assistant', content: 'world' },
  ];
  const learnt = (options: Parameters<typeof maskChat>[3], chat = messages): string => {
    const { ids, mask } = maskChat(template, { messages: chat }, tokenizer, options);
    return tokenizer.decode(ids.filter((_, index) => mask[index] === 1));
  };

  test.each([
    ['all turns', {}, 'hello world<|im_end|>world<|im_end|>'],
    ['the last turn', { turns: 'last' }, 'world<|im_end|>'],
    ['without comparing', { crossCheck: false }, 'hello world<|im_end|>world<|im_end|>'],
  ] as const)('cover %s with the token that ends it', (_, options, expected) => {
    expect(learnt(options)).toBe(expected);
  });

  test('leave out a message that is not to be trained', () => {
    const flagged = messages.map((message, index) => (index === 1 ? { ...message, train: false } : message));
    expect(learnt({}, flagged)).toBe('world<|im_end|>');
  });

  test('are the same from the command', () => {
    const { code, stdout } = runCli(['chat', 'mask', '-m', folder], { input: JSON.stringify({ messages }) });
    expect(code).toBe(0);
    const { text, ids, mask } = maskChat(template, { messages }, tokenizer);
    expect(JSON.parse(stdout)).toEqual({ text, ids: Array.from(ids), assistant_mask: Array.from(mask) });
  });

  const marking = (marked: string): string =>
    `{% for message in messages %}<|im_start|>{{ message.role }}\n${marked}<|im_end|>\n{% endfor %}`;
  const everyone = '{% generation %}{{ message.content }}{% endgeneration %}';
  const half = `{% if message.role == 'user' %}{{ message.content }}{% else %}${everyone.replace('content', 'content[:5]')}{{ message.content[5:] }}{% endif %}`;

  test.each([
    ['everyone', marking(everyone), 'takes text of message 0 (user), "hello"'],
    ['half of a message', marking(half), 'leaves out text of content, " world"'],
    [
      'no token that ends',
      marking(half.replaceAll('5', '99')),
      'leaves out the token that ends the turn, "<|im_end|>"',
    ],
  ])('are refused where a template marks %s, with the text shown', async (name, source, reason) => {
    const file = scratch(`${name}.jinja`);
    writeFileSync(file, source);
    const opened = await loadChatTemplate(file);
    const refusal = { code: 'verification-failed', message: expect.stringContaining(reason) };
    expect(() => maskChat(opened, { messages }, tokenizer)).toThrow(expect.objectContaining(refusal));
  });
});

describe('chat render', () => {
  const file = scratch('time.jinja');
  beforeAll(() => writeFileSync(file, `{{ strftime_now('%d %B %Y') }} {{ messages[0].x }} {{ extra }}`));

  test('shows who says what, in brackets or in colours', () => {
    const shown = scratch('shown.jinja');
    writeFileSync(shown, `{% for m in messages %}<{{ m.role }}>{{ m.content }}\n{% endfor %}`);
    const chat = {
      messages: [
        { role: 'user', content: 'a <b>' },
        { role: 'assistant', content: 'c\nd' },
      ],
    };
    const words = ['chat', 'render', '--template', shown, '--show'];
    const plain = runCli(words, { input: JSON.stringify(chat), env: { NO_COLOR: '1' } });
    expect(plain.stdout).toBe('<⟦user⟧>⟦a <b>⟧\n<⟦assistant⟧>⟦c\nd⟧\n\n');
    const coloured = runCli(words, { input: JSON.stringify(chat), env: { NO_COLOR: '', FORCE_COLOR: '1' } });
    expect(coloured.stdout).toContain('\u001B[36ma <b>\u001B[39m');
    expect(coloured.stdout).toContain('\u001B[32mc\u001B[39m\n\u001B[32md\u001B[39m');
  });

  test('fixes the time, tells floats and integers apart, takes any variable', () => {
    const input = '{"messages": [{"role": "user", "x": 1.0}], "extra": [10000000000000000000, true]}';
    const { code, stdout, stderr } = runCli(['chat', 'render', '--template', file, '--now', '2025-07-10T23:59:59Z'], {
      input,
    });
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({ text: '10 July 2025 1.0 [10000000000000000000, True]' });
  });

  test('reads a chat a line and answers a line', () => {
    const input =
      '{"messages": [{"role": "user", "content": "a"}]}\n\n{"messages": [{"role": "user", "content": "b"}]}\n';
    const { stdout } = runCli(['chat', 'render', '-m', folder, '--jsonl'], { input });
    const texts = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { text: string }).text);
    expect(texts).toEqual(['<|im_start|>user\na<|im_end|>\n', '<|im_start|>user\nb<|im_end|>\n']);
  });

  test.each([
    ['no JSON', '{"messages": [', 65, 'standard input: '],
    ['no messages', '{"text": "a"}', 65, 'expected an object with a list of messages'],
    ['a message without content', '{"messages": [{"role": "user"}]}', 65, "'dict object' has no attribute 'content'"],
  ])('refuses %s in a sentence', (_, input, expected, message) => {
    const { code, stdout, stderr } = runCli(['chat', 'render', '-m', folder], { input });
    expect([code, stdout]).toEqual([expected, '']);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
