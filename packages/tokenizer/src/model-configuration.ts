// What tokenizer_config.json, where a model folder has one, says about decoding.

import { join } from 'node:path';
import { isFile, readJsonDocument } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';

/** Whether decoded text is to be cleaned up; false where the configuration does not say. */
export async function readCleanUp(folder: string): Promise<boolean> {
  const file = join(folder, 'tokenizer_config.json');
  if (!(await isFile(file))) return false;
  const setting = (await readJsonDocument(file)).get(['clean_up_tokenization_spaces']);
  if (setting === undefined || setting === null) return false;
  if (typeof setting === 'boolean') return setting;
  const message = `${file}: clean_up_tokenization_spaces is ${JSON.stringify(setting).slice(0, 40)}, expected true or false`;
  throw new TokengraftError('bad-file', message, { file, field: 'clean_up_tokenization_spaces' });
}
