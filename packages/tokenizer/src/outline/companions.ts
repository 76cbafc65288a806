// The small files beside a vocabulary: settings, special tokens, added tokens. Each may be absent.

import { join } from 'node:path';
import { isFile, readJsonDocument } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';

export interface Companions {
  readonly folder: string;
  /** tokenizer_config.json */
  readonly config: JsonObject;
  /** special_tokens_map.json */
  readonly specialTokensMap: JsonObject;
  /** added_tokens.json: contents and ids. */
  readonly addedTokens: JsonObject;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export async function readCompanions(folder: string): Promise<Companions> {
  const [config, specialTokensMap, addedTokens] = await Promise.all([
    readObject(join(folder, 'tokenizer_config.json')),
    readObject(join(folder, 'special_tokens_map.json')),
    readObject(join(folder, 'added_tokens.json')),
  ]);
  return { folder, config, specialTokensMap, addedTokens };
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function readObject(file: string): Promise<JsonObject> {
  if (!(await isFile(file))) return {};
  const { value } = await readJsonDocument(file);
  if (isJsonObject(value)) return value;
  throw new TokengraftError('bad-file', `${file}: expected a JSON object`, { file });
}

/** A setting that is true or false; `otherwise` where the file does not say. */
export function readFlag({ folder, config }: Companions, field: string, otherwise: boolean): boolean {
  const value = config[field] ?? otherwise;
  if (typeof value === 'boolean') return value;
  const file = join(folder, 'tokenizer_config.json');
  const found = JSON.stringify(value).slice(0, 40);
  throw new TokengraftError('bad-file', `${file}: ${field}: expected true or false, found ${found}`, { file, field });
}
