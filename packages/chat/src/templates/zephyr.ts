import { literal, type BuiltInTemplate } from './built-in-template.js';

export const zephyr: BuiltInTemplate = {
  summary: 'Zephyr: the role as a token, a line end, content, the token, a line end',
  endOfTurn: '</s>',
  specialTokens: ['<|system|>', '<|user|>', '<|assistant|>'],
  source: (endOfTurn) => `{%- for message in messages %}
{{- '<|' + message['role'] + '|>\\n' + message['content'] + ${literal(`${endOfTurn}\n`)} }}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|assistant|>\\n' }}{%- endif %}
`,
};
