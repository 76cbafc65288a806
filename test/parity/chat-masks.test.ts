// Masks against those recorded by transformers' rule, and against templates that mark nothing: three methods must agree.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ChatTemplate, maskChat, superviseChat, type ChatInput } from '@tokengraft/chat';
import { loadTokenizer, type Tokenizer } from '@tokengraft/tokenizer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { beside, createWorkplace, hasMaterialBeside, readJson, whySkipped, type Workplace } from './material.js';

const folder = path.join(beside, 'templates');

interface Recorded {
  readonly template_file: string;
  readonly conversation: string;
  readonly add_generation_prompt: boolean;
  readonly tokenizer: string;
  readonly ids: readonly number[];
  readonly assistant_mask: readonly number[];
}

const cases = hasMaterialBeside ? (readJson(folder, 'cases', 'assistant_masks.json') as readonly Recorded[]) : [];
const { conversations } = hasMaterialBeside
  ? (readJson(folder, 'cases', 'jinja2_renderings.json.gz') as { conversations: Readonly<Record<string, ChatInput>> })
  : { conversations: {} };
const now = '2025-07-10T12:00:00Z';

const load = (file: string): ChatTemplate =>
  new ChatTemplate(readFileSync(path.join(folder, 'jinja', file), 'utf8'), {
    name: file,
    specialTokens: { bos_token: '<s>', eos_token: '</s>' },
  });

describe.skipIf(!hasMaterialBeside)(`masks of templates that mark what is learnt${whySkipped}`, () => {
  let workplace: Workplace;
  const tokenizers = new Map<string, Tokenizer>();
  beforeAll(async () => {
    workplace = await createWorkplace();
    for (const name of new Set(cases.map((each) => each.tokenizer))) {
      tokenizers.set(name, await loadTokenizer(await workplace.unpack(path.join(beside, 'tokenizers', name))));
    }
  });
  afterAll(() => workplace.clear());

  test.each([...new Set(cases.map((each) => each.template_file))])('%s', (file) => {
    const template = load(file);
    for (const each of cases.filter((one) => one.template_file === file)) {
      const tokenizer = tokenizers.get(each.tokenizer);
      const input = {
        messages: [],
        ...conversations[each.conversation],
        add_generation_prompt: each.add_generation_prompt,
      };
      const masked = tokenizer === undefined ? undefined : maskChat(template, input, tokenizer, { now });
      expect([masked?.ids, masked?.mask]).toEqual([Uint32Array.from(each.ids), Uint8Array.from(each.assistant_mask)]);
    }
  });
});

const stock = [
  ['cfg__qwen1_5.jinja', ['<|im_start|>', '<|im_end|>'], '<|im_end|>'],
  ['trl__llama3_1.jinja', ['<|start_header_id|>', '<|end_header_id|>', '<|eot_id|>'], '<|eot_id|>'],
  ['trl__gemma3.jinja', ['<start_of_turn>', '<end_of_turn>'], '<end_of_turn>'],
  ['cfg__phi-4.jinja', ['<|user|>', '<|assistant|>', '<|system|>', '<|end|>'], '<|end|>'],
  ['mistralcommon__v3.jinja', ['[INST]', '[/INST]', '</s>'], '</s>'],
] as const;

describe.skipIf(!hasMaterialBeside)(`masks of templates that mark nothing${whySkipped}`, () => {
  test.each(stock)('%s', (file, tokens, stop) => {
    const specialTokens = tokens.map((content, id) => ({ id, content, lstrip: false, rstrip: false }));
    const input = { messages: [], ...conversations['train_pair'] };
    const { text, turns } = superviseChat(load(file), input, { specialTokens }, { now });
    const learnt = turns.map(({ ranges }) => ranges.map(({ begin, end }) => text.slice(begin, end)).join(''));
    expect(learnt.map((each) => each.trim())).toEqual([`4${stop}`]);
    expect(turns.map(({ terminator }) => text.slice(terminator?.begin, terminator?.end))).toEqual([stop]);
  });
});
