// What tokenizing needs to know of a model beside its tokenizer: its length, its stop and pad tokens.

import { join } from 'node:path';
import { isFile, readTextFile, parseJson } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';
import type { Tokenizer } from '@tokengraft/tokenizer';
import { longestRow, type DatasetSettings } from '../settings.js';

export interface ModelFacts {
  /** Ids a row may have. */
  readonly maxLength: number;
  readonly maxLengthFrom: 'settings' | 'tokenizer_config.json' | 'config.json' | 'default';
  readonly eosId: number | undefined;
  readonly padId: number;
  readonly padFrom: 'settings' | 'pad token' | 'end of sequence' | 'zero';
  /** One more than the largest id that can occur. */
  readonly idBound: number;
}

const defaultMaxLength = 2048;

export async function readModelFacts(tokenizer: Tokenizer, settings: DatasetSettings): Promise<ModelFacts> {
  const { folder } = tokenizer.source;
  const names = ['tokenizer_config.json', 'special_tokens_map.json', 'config.json', 'generation_config.json'];
  const files = await Promise.all(names.map(async (name) => readObject(join(folder, name))));
  const [tokens = {}, map = {}, config = {}, generation = {}] = files;
  const eosId = namedId(tokenizer, 'eos_token', [tokens, map]) ?? firstId([generation, config]) ?? knownEos(tokenizer);
  if (settings.eos !== 'none' && eosId === undefined) {
    const message = `${folder} names no end-of-sequence token, which eos "${settings.eos}" would put into the rows; set eos to none`;
    throw new TokengraftError('not-found', message, { folder });
  }
  const pad = padOf(settings.padId, namedId(tokenizer, 'pad_token', [tokens, map]), eosId);
  const idBound = Math.max(tokenizer.idBound, pad.padId + 1);
  return { ...maxLengthOf(settings.maxLength, tokens, config), eosId, ...pad, idBound };
}

type Fields = Readonly<Record<string, unknown>>;

async function readObject(path: string): Promise<Fields> {
  if (!(await isFile(path))) return {};
  const value = parseJson(await readTextFile(path), path);
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** A token that configuration names, as a string or with its flags. */
function namedId(tokenizer: Tokenizer, key: string, files: readonly Fields[]): number | undefined {
  for (const fields of files) {
    const value = fields[key];
    const content = typeof value === 'string' ? value : (value as { content?: unknown } | null | undefined)?.content;
    const id = typeof content === 'string' ? tokenizer.tokenToId(content) : undefined;
    if (id !== undefined) return id;
  }
  return undefined;
}

function firstId(files: readonly Fields[]): number | undefined {
  for (const { eos_token_id: value } of files) {
    const id: unknown = Array.isArray(value) ? value[0] : value;
    if (typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < longestRow) return id;
  }
  return undefined;
}

/** Of files that come without configuration. */
const knownNames = ['<|endoftext|>', '<|end_of_text|>', '<eos>', '</s>'];

function knownEos(tokenizer: Tokenizer): number | undefined {
  return knownNames.map((name) => tokenizer.tokenToId(name)).find((id) => id !== undefined);
}

function padOf(
  asked: number,
  padToken: number | undefined,
  eosId: number | undefined,
): Pick<ModelFacts, 'padId' | 'padFrom'> {
  if (asked >= 0) return { padId: asked, padFrom: 'settings' };
  if (padToken !== undefined) return { padId: padToken, padFrom: 'pad token' };
  return eosId === undefined ? { padId: 0, padFrom: 'zero' } : { padId: eosId, padFrom: 'end of sequence' };
}

/** Transformers writes 10^30 where a tokenizer has no limit. */
function maxLengthOf(asked: number, tokens: Fields, config: Fields): Pick<ModelFacts, 'maxLength' | 'maxLengthFrom'> {
  if (asked > 0) return { maxLength: asked, maxLengthFrom: 'settings' };
  const isLength = (value: unknown): value is number =>
    typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= longestRow;
  if (isLength(tokens['model_max_length'])) {
    return { maxLength: tokens['model_max_length'], maxLengthFrom: 'tokenizer_config.json' };
  }
  const text = config['text_config'];
  const fields = { ...config, ...(typeof text === 'object' ? text : {}) } as Fields;
  const found = ['max_position_embeddings', 'n_positions', 'n_ctx', 'max_seq_len']
    .map((key) => fields[key])
    .find(isLength);
  if (found !== undefined) return { maxLength: found, maxLengthFrom: 'config.json' };
  return { maxLength: defaultMaxLength, maxLengthFrom: 'default' };
}
