import { beginOfSequence, literal, type BuiltInTemplate } from './built-in-template.js';

export const plain: BuiltInTemplate = {
  summary: 'plain separators: "User:" and "Assistant:" before content, the token and a line end behind it',
  endOfTurn: '<|eot|>',
  specialTokens: [],
  source: (endOfTurn) => `${beginOfSequence}
{%- for message in messages %}
{{- message['role'] | capitalize + ': ' + message['content'] + ${literal(`${endOfTurn}\n`)} }}
{%- endfor %}
{%- if add_generation_prompt %}{{- 'Assistant:' }}{%- endif %}
`,
};
