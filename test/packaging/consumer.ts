// Uses each package's types as a stranger would; compiled by `npm run pack:check` against the installed tarballs, never run.

import { native, type NativeBinding } from '@tokengraft/native';
import { TokengraftError, type ErrorCode } from '@tokengraft/errors';
import { loadTokenizer } from '@tokengraft/tokenizer';
import { openCheckpoint } from '@tokengraft/checkpoint';
import { extendVocabulary, verifySurgery } from '@tokengraft/surgery';

export const binding: NativeBinding = native();
export const code: ErrorCode = new TokengraftError('bad-file', 'a sentence').code;

export async function everything(folder: string): Promise<boolean> {
  const tokenizer = await loadTokenizer(folder);
  const ids: Uint32Array = tokenizer.encode('text');
  await openCheckpoint(folder);
  await extendVocabulary(folder, { tokens: ['word'], out: `${folder}-extended` });
  const { ok } = await verifySurgery(folder, `${folder}-extended`);
  return ok && ids.length > 0;
}
