// Opens tiktoken's encodings by name. Nothing is downloaded: the caller names the folder that holds the rank files.

import { join } from 'node:path';
import { isFile } from '@tokengraft/documents';
import { expectString, TokengraftError } from '@tokengraft/errors';
import { encodingNames, encodings, type EncodingName } from '../encodings/index.js';
import { refuseUnknownOptions } from '../known-options.js';
import { loadTokenizer } from '../load.js';
import { Encoding } from './encoding.js';
import { encodingOfModel } from './models.js';
import { newSha256 } from '../sha256.js';

export interface GetEncodingOptions {
  /** The folder with `<name>.tiktoken`, or the file that an encoding shares with another. */
  readonly folder: string;
}

/**
 * Opens the encoding `name`. Fails with `not-found` where the folder has no rank file of it, and with `bad-file` where
 * the file there is not the published one.
 */
export async function get_encoding(name: string, options: GetEncodingOptions): Promise<Encoding> {
  const encoding = expectEncodingName(expectString('encoding_name', name));
  refuseUnknownOptions(options, ['folder']);
  const file = await findRanks(encoding, expectString('options.folder', options.folder));
  const { pattern, specialTokens, ranks } = encodings[encoding];
  const tokenizer = await loadTokenizer(file, { pattern, specialTokens });
  await refuseOtherRanks(file, encoding, ranks);
  return new Encoding(encoding, tokenizer);
}

/** Opens the encoding that belongs to a model of OpenAI. */
export async function encoding_for_model(model: string, options: GetEncodingOptions): Promise<Encoding> {
  return get_encoding(encoding_name_for_model(model), options);
}

export function encoding_name_for_model(model: string): EncodingName {
  const name = encodingOfModel(expectString('model_name', model));
  if (name !== undefined) return name;
  const message = `no encoding is known for the model ${JSON.stringify(model)}; name the encoding with get_encoding (${encodingNames.join(', ')})`;
  throw new TokengraftError('not-found', message, { model });
}

export function list_encoding_names(): EncodingName[] {
  return [...encodingNames];
}

function expectEncodingName(name: string): EncodingName {
  const known = encodingNames.find((each) => each === name);
  if (known !== undefined) return known;
  const message = `unknown encoding ${JSON.stringify(name)}; known are ${encodingNames.join(', ')}`;
  throw new TokengraftError('not-found', message, { encoding: name });
}

/** Files under which the same ranks are published, the encoding's own name first. */
function fileNames(name: EncodingName): string[] {
  const sharing = encodingNames.filter((each) => each !== name && encodings[each].ranks === encodings[name].ranks);
  return [name, ...sharing].map((each) => `${each}.tiktoken`);
}

async function findRanks(name: EncodingName, folder: string): Promise<string> {
  const files = fileNames(name).map((each) => join(folder, each));
  for (const file of files) if (await isFile(file)) return file;
  const message = `${folder} has no rank file for ${name}; put ${fileNames(name).join(' or ')} there (nothing is downloaded)`;
  throw new TokengraftError('not-found', message, { folder, encoding: name });
}

async function refuseOtherRanks(file: string, name: EncodingName, ranks: string): Promise<void> {
  const hash = newSha256();
  const { createReadStream } = process.getBuiltinModule('node:fs');
  for await (const piece of createReadStream(file)) hash.update(piece as Uint8Array);
  if (hash.digest('hex') === ranks) return;
  const message = `${file} differs from the published ranks of ${name}; fetch it again, or open it with loadTokenizer`;
  throw new TokengraftError('bad-file', message, { file, encoding: name });
}
