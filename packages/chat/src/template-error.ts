// What a template ran into, as an error for the world outside.

import { TokengraftError, type ErrorCode } from '@tokengraft/errors';
import { limitReached, refusal, TemplateFailure } from './engine/index.js';

/** `code`: for failures that are neither a limit nor the template's own refusal. Everything else passes unchanged. */
export function asTokengraftError(error: unknown, name: string, code: ErrorCode = 'template-failed'): unknown {
  if (!(error instanceof TemplateFailure)) return error;
  const { exception, message, line } = error;
  const place = line === undefined ? name : `${name}, line ${line}`;
  const details = { template: name, line, exception, message };
  if (exception === limitReached)
    return new TokengraftError('limit', `${place}: ${message}`, details, { cause: error });
  if (exception === refusal) {
    return new TokengraftError('template-failed', `${place}: the template refuses this chat: ${message}`, details, {
      cause: error,
    });
  }
  return new TokengraftError(code, `${place}: ${exception}: ${message}`, details, { cause: error });
}
