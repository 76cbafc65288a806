import { beginOfSequence, literal, type BuiltInTemplate } from './built-in-template.js';

export const phi: BuiltInTemplate = {
  summary: 'Phi 3: the role as a token, a line end, content, the token, a line end',
  endOfTurn: '<|end|>',
  specialTokens: ['<|system|>', '<|user|>', '<|assistant|>'],
  source: (endOfTurn) => `${beginOfSequence}
{%- for message in messages %}
{{- '<|' + message['role'] + '|>\\n' + message['content'] + ${literal(`${endOfTurn}\n`)} }}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|assistant|>\\n' }}{%- endif %}
`,
};
