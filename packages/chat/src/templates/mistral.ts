import { alternation, beginOfSequence, literal, type BuiltInTemplate } from './built-in-template.js';

export const mistral: BuiltInTemplate = {
  summary: 'Mistral: [INST] content [/INST] of the user, a space, content of the assistant, the token',
  endOfTurn: '</s>',
  specialTokens: ['[INST]', '[/INST]'],
  source: (endOfTurn) => `${alternation}
${beginOfSequence}
{%- set system = messages[0]['content'] + '\\n\\n' if messages and messages[0]['role'] == 'system' else '' %}
{%- for message in turns %}
{%- if message['role'] == 'user' %}{{- '[INST] ' + (system if loop.first else '') + message['content'] + ' [/INST]' }}
{%- else %}{{- ' ' + message['content'] + ${literal(endOfTurn)} }}{%- endif %}
{%- endfor %}
`,
};
