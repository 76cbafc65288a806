// What a model folder calls its tokens by their roles: bos, eos, pad and so on.

import { join } from 'node:path';
import { isFile, parseJson, readTextFile } from '@tokengraft/documents';
import { isTokengraftError } from '@tokengraft/errors';
import type { Tokenizer } from '@tokengraft/tokenizer';

const roles = ['bos', 'eos', 'pad', 'unk', 'sep', 'cls', 'mask'] as const;

/** By role; names in the tokenizer's files come before ids in the model's. */
export async function readRoles(folder: string, tokenizer: Tokenizer): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for (const file of ['tokenizer_config.json', 'special_tokens_map.json', 'generation_config.json', 'config.json']) {
    const members = await readObject(join(folder, file));
    for (const role of roles) {
      const id = idOf(members[`${role}_token`] ?? members[`${role}_token_id`], tokenizer);
      if (id !== undefined && !found.has(role)) found.set(role, id);
    }
  }
  return found;
}

function idOf(value: unknown, tokenizer: Tokenizer): number | undefined {
  if (typeof value === 'string') return tokenizer.tokenToId(value);
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 ? value : undefined;
  if (Array.isArray(value)) return idOf(value[0], tokenizer);
  if (typeof value !== 'object' || value === null || !('content' in value)) return undefined;
  return idOf(value.content, tokenizer);
}

async function readObject(path: string): Promise<Readonly<Record<string, unknown>>> {
  if (!(await isFile(path))) return {};
  try {
    const value = parseJson(await readTextFile(path), path);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch (error) {
    if (isTokengraftError(error) && error.code === 'bad-file') return {};
    throw error;
  }
}
