// `tokengraft chat render`: a chat to text, with the origin of every piece.

import { renderChat, type RenderedChat } from '@tokengraft/chat';
import { UsageError } from '../../arguments/usage-error.js';
import { inputOptions, namingPlace, openTemplate, readChats } from '../../chat/template-option.js';
import { defineCommand } from '../../command.js';
import { ItemWriter } from '../../item-writer.js';
import { formatRenderedChat } from '../../reports/rendered-chat.js';
import { createStyle } from '../../terminal/style.js';

export const command = defineCommand({
  summary: 'Renders chats with a chat template, and tells where each piece of the text comes from.',
  positionals: { usage: '[FILE…]', min: 0, max: Infinity },
  options: {
    model: { kind: 'text', short: 'm', value: 'MODEL', summary: 'the model folder whose template renders' },
    template: { kind: 'text', value: 'FILE', summary: 'a template of its own, or a tokenizer_config.json' },
    show: { kind: 'flag', summary: 'print the text to be looked at, in the colours of who says what' },
    ...inputOptions,
  },
  notes: [
    'Reads a JSON object with messages, tools, documents, add_generation_prompt, continue_final_message and any further variable of the template from standard input where no FILE is named.',
  ],
  examples: [
    `echo '{"messages": [{"role": "user", "content": "Hello!"}]}' | tokengraft chat render -m ./model`,
    'tokengraft chat render -m ./model --show chat.json',
    'tokengraft chat render --template chatml.jinja --jsonl chats.jsonl --now 2025-07-10T12:00:00',
  ],
  run: async ({ values, positionals }, context) => {
    const { model, template, name, now, jsonl = false, show = false } = values;
    if ((model === undefined) === (template === undefined)) {
      throw new UsageError('chat render needs one of -m/--model and --template', 'chat render');
    }
    if (show && context.json)
      throw new UsageError('--show is for people, --json for programs: give one', 'chat render');
    const opened = await openTemplate(model ?? template ?? '', name);
    const writer =
      jsonl && !show ? new ItemWriter<RenderedChat>(context, 'lines', (item) => JSON.stringify(item)) : undefined;
    for await (const { chat, place } of readChats(positionals, jsonl, context.signal)) {
      const rendered = namingPlace(place, () => renderChat(opened, chat, now === undefined ? {} : { now }));
      if (show) await context.output.writeLines(formatRenderedChat(rendered, createStyle(process.stdout)));
      else if (writer !== undefined) await writer.write([rendered]);
      else if (context.json) await context.output.writeJson({ ...rendered });
      else await context.output.writeLines([JSON.stringify(rendered)]);
    }
    await writer?.end();
    return 0;
  },
});
