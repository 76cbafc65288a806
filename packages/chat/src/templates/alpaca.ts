import { alternation, beginOfSequence, literal, type BuiltInTemplate } from './built-in-template.js';

export const alpaca: BuiltInTemplate = {
  summary: 'Alpaca: content under "### Instruction:" and "### Response:", the token after a response',
  endOfTurn: '</s>',
  specialTokens: [],
  source: (endOfTurn) => `${alternation}
${beginOfSequence}
{%- if messages and messages[0]['role'] == 'system' %}{{- messages[0]['content'] + '\\n\\n' }}{%- endif %}
{%- for message in turns %}
{%- if message['role'] == 'user' %}{{- '### Instruction:\\n' + message['content'] + '\\n\\n' }}
{%- else %}{{- '### Response:\\n' + message['content'] + ${literal(`${endOfTurn}\n\n`)} }}{%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '### Response:\\n' }}{%- endif %}
`,
};
