// Every tensor that is no vocabulary tensor has the same bytes in both folders; hashes of what is there are reported.

import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { CheckpointTensor } from '@tokengraft/checkpoint';
import { fileError } from '@tokengraft/documents';
import type { VerifiedTensor } from '../verify-report.js';
import { firstDifference } from './first-difference.js';
import { conclude, pathOf, vocabularyNames, type Check, type Verification } from './verification.js';

export const checkUntouched: Check = async (verification) => {
  const untouched = comparableTensors(verification);
  const total = untouched.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const problems: string[] = [];
  let done = 0;
  for (const tensor of untouched) {
    const difference = await compareAndHash(tensor, verification);
    if (difference !== undefined) problems.push(`${tensor.name} differs from byte ${difference} on`);
    done += tensor.byteLength;
    verification.onProgress({ step: 'verify', done, total });
  }
  return [conclude('untouched tensors', problems, `${untouched.length} byte-identical, ${total} bytes`)];
};

/** Present on both sides and equally long; the others have failed already. */
function comparableTensors({ before, after }: Verification): CheckpointTensor[] {
  const vocabulary = vocabularyNames(before.checkpoint);
  return [...before.checkpoint.tensors.values()].filter(
    ({ name, byteLength }) => !vocabulary.has(name) && after.checkpoint.tensors.get(name)?.byteLength === byteLength,
  );
}

/** Notes the tensor's status and hash; answers with the first byte that differs. */
async function compareAndHash(before: CheckpointTensor, verification: Verification): Promise<number | undefined> {
  const { checkpoint } = verification.after;
  const after = checkpoint.tensors.get(before.name) ?? before;
  const from = pathOf(verification.before.checkpoint, before);
  const to = pathOf(checkpoint, after);
  const offsets = { beforeOffset: before.offset, afterOffset: after.offset };
  const [difference, hash] = await Promise.all([
    firstDifference({ before: from, after: to, ...offsets, length: before.byteLength }, verification),
    hashTensor(to, after, verification),
  ]);
  const status = difference === undefined ? 'untouched' : 'changed';
  verification.tensors.push({ name: before.name, status, ...hash });
  return difference;
}

const blockSize = 4 * 1024 * 1024;

/** SHA-256 of a tensor's bytes, read in blocks through one buffer; nothing when hashes are not wanted. */
export async function hashTensor(
  path: string,
  { offset, byteLength }: CheckpointTensor,
  { hash, signal }: Pick<Verification, 'hash' | 'signal'>,
): Promise<Pick<VerifiedTensor, 'sha256'>> {
  if (!hash) return {};
  const sum = createHash('sha256');
  const buffer = Buffer.allocUnsafe(Math.min(blockSize, byteLength));
  const file = await open(path, 'r');
  try {
    for (let done = 0; done < byteLength;) {
      signal?.throwIfAborted();
      const wanted = Math.min(buffer.length, byteLength - done);
      const { bytesRead } = await file.read(buffer, 0, wanted, offset + done);
      if (bytesRead === 0) throw new Error('the file became shorter');
      sum.update(buffer.subarray(0, bytesRead));
      done += bytesRead;
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw fileError(error, 'read', path);
  } finally {
    await file.close();
  }
  return { sha256: sum.digest('hex') };
}
