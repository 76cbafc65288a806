import { readFlag } from '../companions.js';
import type { Family, FamilySettings } from './family.js';

/** SentencePiece models whose ids are the model's own, framed by BOS and EOS as the settings say. */
export const llama: Family = {
  classes: ['LlamaTokenizer', 'CodeLlamaTokenizer', 'GemmaTokenizer'],
  usualTokens: {},
  model: () => ({}),
  stages: (settings) => ({ post_processor: template(settings) }),
};

function template({ beside, token }: FamilySettings): object | null {
  const bos = readFlag(beside, 'add_bos_token', true) ? token('bos') : undefined;
  const eos = readFlag(beside, 'add_eos_token', false) ? token('eos') : undefined;
  const piece = (special: typeof bos, type_id: number): object[] =>
    special === undefined ? [] : [{ SpecialToken: { id: special[0], type_id } }];
  const framed = (id: string, type: number): object[] => [
    ...piece(bos, type),
    { Sequence: { id, type_id: type } },
    ...piece(eos, type),
  ];
  const used = [bos, eos].filter((special) => special !== undefined);
  if (used.length === 0) return null;
  return {
    type: 'TemplateProcessing',
    single: framed('A', 0),
    pair: [...framed('A', 0), ...framed('B', 1)],
    special_tokens: Object.fromEntries(
      used.map(([content, id]) => [content, { id: content, ids: [id], tokens: [content] }]),
    ),
  };
}
