// Opens a vocabulary together with what stands beside it: stages by the class that tokenizer_config.json names, special
// and added tokens from the small files.

import { join } from 'node:path';
import { TokengraftError } from '@tokengraft/errors';
import { native, type NativeTokenizer } from '@tokengraft/native';
import type { TokenizerSource } from '../source.js';
import { readCompanions, type Companions } from './companions.js';
import { bare } from './families/bare.js';
import { families } from './families/index.js';
import type { Family } from './families/family.js';
import { readAddedTokens, readRoles, type Role, type RoleTokens } from './special-tokens.js';

export async function openWithOutline(source: TokenizerSource): Promise<NativeTokenizer> {
  const beside = await readCompanions(source.folder);
  const family = findFamily(source, beside);
  const model = family.model({ beside });
  // Ids of special tokens stand in the vocabulary only, so it is read without its stages first.
  const vocabulary = await openNative(source, { model });
  try {
    const inRoles = readRoles(beside, family.usualTokens, vocabulary);
    const added_tokens = readAddedTokens(beside, inRoles, vocabulary);
    const ids = new Map(added_tokens.map(({ content, id }) => [content, id]));
    const token = (role: Role) => roleOf(inRoles, role, ids);
    return await openNative(source, { model, added_tokens, ...family.stages({ beside, token }) });
  } finally {
    vocabulary.close();
  }
}

async function openNative({ format, file, merges = '' }: TokenizerSource, outline: object): Promise<NativeTokenizer> {
  const options = { format, pattern: '', specialTokens: [], mergesPath: merges, outline: JSON.stringify(outline) };
  return native().openTokenizer(file, options);
}

/** Where nothing names a class, a pair of files is GPT-2's, and a SentencePiece model stands for itself. */
function findFamily({ format, file }: TokenizerSource, beside: Companions): Family {
  const known: readonly Family[] = format === 'vocab.json' ? families['vocab.json'] : families['tokenizer.model'];
  const named = beside.config['tokenizer_class'];
  if (named === undefined || named === null) return known[0] ?? bare;
  const family = known.find(({ classes }) => typeof named === 'string' && classes.includes(named.replace(/Fast$/, '')));
  if (family !== undefined) return family;
  const config = join(beside.folder, 'tokenizer_config.json');
  const names = known.flatMap(({ classes }) => classes).join(', ');
  const message = `${config}: tokenizer_class ${JSON.stringify(named)} is not known for ${file}; known: ${names}; pass a tokenizer.json${format === 'vocab.json' ? '' : ', or the file itself for the ids of SentencePiece'}`;
  throw new TokengraftError('unsupported', message, { file: config, field: 'tokenizer_class' });
}

function roleOf(
  tokens: RoleTokens,
  role: Role,
  ids: ReadonlyMap<string, number>,
): readonly [string, number] | undefined {
  const content = tokens[role]?.content;
  const id = content === undefined ? undefined : ids.get(content);
  return content === undefined || id === undefined ? undefined : [content, id];
}
