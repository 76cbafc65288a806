import { beginOfSequence, literal, type BuiltInTemplate } from './built-in-template.js';

export const llama3: BuiltInTemplate = {
  summary: 'Llama 3: the role between header tokens, an empty line, content, the token',
  endOfTurn: '<|eot_id|>',
  specialTokens: ['<|start_header_id|>', '<|end_header_id|>'],
  source: (endOfTurn) => `${beginOfSequence}
{%- for message in messages %}
{{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'] | trim + ${literal(endOfTurn)} }}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{%- endif %}
`,
};
