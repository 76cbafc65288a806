// Which origin each string of the input has.

import { Origin, type OriginSource } from './engine/index.js';

/** Words that chats use for who speaks. A role of another name is content: templates write roles next to control tokens. */
const roles = new Set(
  'system user assistant tool function developer ipython observation model environment human bot gpt tool_response tool_call tool_result documents context chatbot'.split(
    ' ',
  ),
);

/** Variables that hold control tokens by their purpose. */
const controlVariables = new Set<string | number>([
  'bos_token',
  'eos_token',
  'unk_token',
  'pad_token',
  'sep_token',
  'cls_token',
  'mask_token',
]);

const sources: ReadonlyMap<string | number, OriginSource> = new Map([
  ['messages', 'message'],
  ['tools', 'tool'],
  ['documents', 'document'],
]);

export function originOf(parent: Origin | undefined, key: string | number, text: string | undefined): Origin {
  const source = parent?.source ?? sources.get(key) ?? 'variable';
  return new Origin(source, parent, key, text !== undefined && isTrusted(source, parent, key, text));
}

/** `messages[i].role` of a known name, or a control variable. */
function isTrusted(source: OriginSource, parent: Origin | undefined, key: string | number, text: string): boolean {
  if (source === 'variable') return parent === undefined && controlVariables.has(key);
  if (source !== 'message' || key !== 'role' || typeof parent?.key !== 'number') return false;
  return parent.parent?.parent === undefined && (roles.has(text) || roles.has(text.toLowerCase()));
}
