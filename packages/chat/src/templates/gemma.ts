import { alternation, beginOfSequence, literal, type BuiltInTemplate } from './built-in-template.js';

export const gemma: BuiltInTemplate = {
  summary: 'Gemma: <start_of_turn>user or model, a line end, content, the token, a line end',
  endOfTurn: '<end_of_turn>',
  specialTokens: ['<start_of_turn>'],
  source: (endOfTurn) => `${alternation}
${beginOfSequence}
{%- set system = messages[0]['content'] + '\\n\\n' if messages and messages[0]['role'] == 'system' else '' %}
{%- for message in turns %}
{%- set role = 'model' if message['role'] == 'assistant' else message['role'] %}
{{- '<start_of_turn>' + role + '\\n' + (system if loop.first else '') + message['content'] | trim + ${literal(`${endOfTurn}\n`)} }}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<start_of_turn>model\\n' }}{%- endif %}
`,
};
