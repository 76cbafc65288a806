// `tokengraft chat mask`: a chat to ids and the mask of what a model is to learn.

import { maskChat, readStopIds, truncateChat, type EncodedChat } from '@tokengraft/chat';
import { loadTokenizer } from '@tokengraft/tokenizer';
import { inputOptions, namingPlace, openTemplate, readChats } from '../../chat/template-option.js';
import { defineCommand } from '../../command.js';
import { ItemWriter } from '../../item-writer.js';

export const command = defineCommand({
  summary:
    'Renders and encodes chats, and marks the ids that a model is to learn: what assistants say and how they end.',
  positionals: { usage: '[FILE…]', min: 0, max: Infinity },
  required: ['model'],
  options: {
    model: { kind: 'text', short: 'm', value: 'MODEL', summary: 'the model folder: template, tokenizer, stop tokens' },
    ...inputOptions,
    turns: { kind: 'choice', choices: ['all', 'last'], summary: 'which assistant turns to mark (default: all)' },
    'allow-special-in-content': {
      kind: 'flag',
      summary: 'let special tokens that stand in messages become control tokens, as Hugging Face does',
    },
    'max-length': {
      kind: 'integer',
      value: 'N',
      min: 1,
      summary: 'leave out content, never a part of the template, until a chat has at most N ids',
    },
    'truncation-side': {
      kind: 'choice',
      choices: ['left', 'right'],
      summary: 'which end of the content goes first (default: right)',
    },
  },
  notes: [
    'Three methods find the turns: {% generation %} of the template, rendering the chat up to each turn, and the fields of the messages with the token that ends them. Where two of them disagree about what an assistant says or how it ends, the chat is refused with exit code 4.',
    'A message with "train": false is not marked.',
  ],
  examples: [
    `echo '{"messages": [{"role": "user", "content": "2+2?"}, {"role": "assistant", "content": "4"}]}' | tokengraft chat mask -m ./model`,
  ],
  run: async ({ values, positionals }, context) => {
    const { model = '', name, now, jsonl = false, turns = 'all' } = values;
    const { 'max-length': limit, 'truncation-side': side = 'right' } = values;
    const template = await openTemplate(model, name);
    const tokenizer = await loadTokenizer(model, { signal: context.signal });
    const options = {
      turns,
      stopTokens: (await readStopIds(model)).flatMap((id) => tokenizer.idToToken(id) ?? []),
      allowSpecialInContent: values['allow-special-in-content'] === true,
      ...(now === undefined ? {} : { now }),
    };
    const writer = jsonl
      ? new ItemWriter<EncodedChat>(context, 'lines', (item) => JSON.stringify(shown(item)))
      : undefined;
    for await (const { chat, place } of readChats(positionals, jsonl, context.signal)) {
      const masked = namingPlace(place, () => {
        const whole = maskChat(template, chat, tokenizer, options);
        return limit === undefined ? whole : truncateChat(whole, limit, { side });
      });
      if (writer !== undefined) await writer.write([masked]);
      else if (context.json) await context.output.writeJson(shown(masked));
      else await context.output.writeLines([JSON.stringify(shown(masked))]);
    }
    await writer?.end();
    return 0;
  },
});

function shown({ text, ids, mask = new Uint8Array() }: EncodedChat): Record<string, unknown> {
  return { text, ids: Array.from(ids), assistant_mask: Array.from(mask) };
}
