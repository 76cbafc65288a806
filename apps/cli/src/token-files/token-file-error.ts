import { TokengraftError } from '@tokengraft/errors';

/** A file of tokens that cannot be read, with the place that is wrong. */
export function tokenFileError(file: string, line: number | undefined, what: string): TokengraftError {
  const place = line === undefined ? file : `${file}: line ${line}`;
  return new TokengraftError('bad-file', `${place}: ${what}`, { file, ...(line === undefined ? {} : { line }) });
}

/** The number of the line that holds `offset`, from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
