import { beginOfSequence, literal, type BuiltInTemplate } from './built-in-template.js';

export const chatml: BuiltInTemplate = {
  summary: 'ChatML: <|im_start|>role, a line end, content, the token, a line end',
  endOfTurn: '<|im_end|>',
  specialTokens: ['<|im_start|>'],
  source: (endOfTurn) => `${beginOfSequence}
{%- for message in messages %}
{{- '<|im_start|>' + message['role'] + '\\n' + message['content'] + ${literal(`${endOfTurn}\n`)} }}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}
`,
};
