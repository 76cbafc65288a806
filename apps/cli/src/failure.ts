// One sentence about what went wrong, and the exit code that belongs to it.

import { exitCodeOf, isTokengraftError } from '@tokengraft/errors';
import { UsageError } from './arguments/usage-error.js';
import type { Output } from './terminal/output.js';
import type { Screen } from './terminal/screen.js';

export interface FailureStreams {
  readonly output: Output;
  readonly screen: Screen;
  readonly json: boolean;
  readonly debug: boolean;
}

interface Failure {
  readonly exitCode: number;
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

const usageExitCode = 2;
const internalExitCode = 1;

/** Tells people on stderr, and programs by an `error` object if stdout still holds nothing. */
export async function explainFailure(error: unknown, streams: FailureStreams): Promise<number> {
  const { output, screen, json, debug } = streams;
  const { exitCode, code, message, details } = readFailure(error);
  screen.fail(message);
  if (error instanceof UsageError && !json) screen.explain(helpHint(error));
  if (debug && error instanceof Error) screen.explain(error.stack ?? '');
  if (json && !output.begun) await output.writeJson({ error: { code, message, details } });
  return exitCode;
}

function readFailure(error: unknown): Failure {
  if (error instanceof UsageError)
    return { exitCode: usageExitCode, code: 'usage', message: error.message, details: {} };
  if (isTokengraftError(error)) {
    return { exitCode: exitCodeOf(error.code), code: error.code, message: error.message, details: error.details };
  }
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const message = `this is a bug of tokengraft: ${what}; run the command again with --debug and report what it prints`;
  return { exitCode: internalExitCode, code: 'internal', message, details: {} };
}

function helpHint({ command }: UsageError): string {
  return `see: tokengraft ${command === undefined ? '' : `${command} `}--help`;
}
