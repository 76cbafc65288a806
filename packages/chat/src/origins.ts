// Which origin each string of the input has.

import type { Origin, Path } from './engine/index.js';

/** Words that chats use for who speaks. A role of another name is content: templates write roles next to control tokens. */
const roles = new Set(
  'system user assistant tool function developer ipython observation model environment human bot gpt tool_response tool_call tool_result documents context chatbot'.split(
    ' ',
  ),
);

/** Variables that hold control tokens by their purpose. */
const controlVariables = new Set([
  'bos_token',
  'eos_token',
  'unk_token',
  'pad_token',
  'sep_token',
  'cls_token',
  'mask_token',
]);

const sources: Readonly<Record<string, Origin['source'] | undefined>> = {
  messages: 'message',
  tools: 'tool',
  documents: 'document',
};

export function originOf(path: Path, text: string): Origin {
  const [root = ''] = path;
  const source = Object.hasOwn(sources, root) ? (sources[root] ?? 'variable') : 'variable';
  return { source, path, trusted: isTrusted(source, path, text), generated: false };
}

function isTrusted(source: Origin['source'], path: Path, text: string): boolean {
  if (source === 'message') return path.length === 3 && path[2] === 'role' && roles.has(text.toLowerCase());
  return source === 'variable' && path.length === 1 && controlVariables.has(String(path[0]));
}
