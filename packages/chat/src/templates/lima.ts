import { alternation, beginOfSequence, literal, type BuiltInTemplate } from './built-in-template.js';

/** LIMA (arXiv 2305.11206, section 3): one token ends every utterance, the user's and the assistant's alike; no other mark. */
export const lima: BuiltInTemplate = {
  summary: 'utterances one after another, each ended by the token; who speaks follows from the order',
  endOfTurn: '<|eot|>',
  specialTokens: [],
  source: (endOfTurn) => `${alternation}
${beginOfSequence}
{%- for message in messages %}
{{- message['content'] + ${literal(endOfTurn)} }}
{%- endfor %}
`,
};
