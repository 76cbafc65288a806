// What the operating system refused, in our words.

import type { ErrorCode } from '@tokengraft/errors';
import { TokengraftError, isTokengraftError } from '@tokengraft/errors';

/** The failure to `action` ("read", "write" …) the file `path`, as an error that names it. Ours pass unchanged. */
export function fileError(error: unknown, action: string, path: string): TokengraftError {
  if (isTokengraftError(error)) return error;
  const { code, errno } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const advice = 'free some space or choose another place, then run again';
    return new TokengraftError(
      'no-space',
      `no space left to ${action} ${path}; ${advice}`,
      { file: path },
      { cause: error },
    );
  }
  const missing = code === 'ENOENT' || code === 'ENOTDIR';
  const ours: ErrorCode = missing && action === 'read' ? 'not-found' : 'io';
  const { getSystemErrorMap } = process.getBuiltinModule('node:util');
  const reason = getSystemErrorMap().get(errno ?? 0)?.[1] ?? String(error);
  return new TokengraftError(
    ours,
    `cannot ${action} ${path}: ${reason}`,
    { file: path, reason: code },
    { cause: error },
  );
}
