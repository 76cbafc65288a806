// The special tokens that a model's configuration names, as variables of its template.

import { join } from 'node:path';
import { isFile, parseJson, readTextFile } from '@tokengraft/documents';

export type SpecialTokens = Readonly<Record<string, string | readonly string[]>>;

const names = ['bos_token', 'eos_token', 'unk_token', 'sep_token', 'pad_token', 'cls_token', 'mask_token'];

/** From tokenizer_config.json, then special_tokens_map.json. `required`: a broken file is an error, not a missing one. */
export async function readSpecialTokens(folder: string, required: boolean): Promise<SpecialTokens> {
  const tokens: Record<string, string | readonly string[]> = {};
  for (const file of ['special_tokens_map.json', 'tokenizer_config.json']) {
    Object.assign(tokens, tokensOf(await readMembers(join(folder, file), required)));
  }
  return tokens;
}

async function readMembers(file: string, required: boolean): Promise<Readonly<Record<string, unknown>>> {
  if (!(await isFile(file))) return {};
  const text = await readTextFile(file);
  try {
    const value = parseJson(text, file);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch (error) {
    if (required) throw error;
    return {};
  }
}

/** The tokens that `members` name; what is null or absent is undefined in the template, too. */
function tokensOf(members: Readonly<Record<string, unknown>>): Record<string, string | readonly string[]> {
  const tokens: Record<string, string | readonly string[]> = {};
  for (const name of names) {
    const content = contentOf(members[name]);
    if (content !== undefined) tokens[name] = content;
  }
  const { extra_special_tokens: extra, additional_special_tokens: additional } = members;
  if (Array.isArray(additional))
    tokens['additional_special_tokens'] = additional.flatMap((each) => contentOf(each) ?? []);
  if (typeof extra === 'object' && extra !== null && !Array.isArray(extra)) {
    for (const [name, token] of Object.entries(extra)) {
      const content = contentOf(token);
      if (content !== undefined) tokens[name] = content;
    }
  }
  return tokens;
}

/** A token is written as a string or as an object with its content. */
function contentOf(token: unknown): string | undefined {
  if (typeof token === 'string') return token;
  if (typeof token !== 'object' || token === null || !('content' in token)) return undefined;
  return typeof token.content === 'string' ? token.content : undefined;
}
