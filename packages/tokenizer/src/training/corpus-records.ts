// Texts of JSON records, one record a line.

import { TokengraftError } from '@tokengraft/errors';

interface RecordPlace {
  readonly path: string;
  readonly field: string;
  /** The number of the block's first line. */
  readonly line: number;
}

export interface RecordTexts {
  readonly texts: readonly string[];
  readonly lines: number;
}

/** The texts at `place.field` of the records in `bytes`; empty lines are passed over. Fails with `bad-file`. */
export function readRecords(bytes: Uint8Array, place: RecordPlace): RecordTexts {
  const lines = decode(bytes, place).split('\n');
  const whole = lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  const texts = whole.flatMap((line, index) =>
    line.trim() === '' ? [] : [textOf(line, { ...place, line: place.line + index })],
  );
  return { texts, lines: whole.length };
}

function decode(bytes: Uint8Array, { path }: RecordPlace): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new TokengraftError(
      'bad-file',
      `${path} is not valid UTF-8; convert it first`,
      { file: path },
      { cause: error },
    );
  }
}

function textOf(line: string, { path, field, line: number }: RecordPlace): string {
  const value = memberAt(parse(line), field.split('.'));
  if (typeof value === 'string') return value;
  const found = value === undefined ? 'none' : typeof value;
  const message = `${path}: line ${number}: expected a JSON object with a string at ${JSON.stringify(field)}, found ${found}; name another --field`;
  throw new TokengraftError('bad-file', message, { file: path, line: number, field });
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line.replace(/^\ufeff/, '')) as unknown;
  } catch {
    return undefined;
  }
}

function memberAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? (at as Record<string, unknown>)[key]
        : undefined,
    value,
  );
}
