// Strict JSON with refusals that people can act on.

import { TokengraftError } from '@tokengraft/errors';

import { JsonFault, checkJson, decodeString } from './json-scanner.js';

/** Parses strict JSON. Keys such as `__proto__` are plain data. A refusal ('bad-file') names `name`, line and column. */
export function parseJson(text: string, name: string): unknown {
  withPosition(text, name, () => checkJson(text));
  return JSON.parse(text) as unknown;
}

/** The first key that stands twice in one object of `text`, or undefined. A text that is not JSON is refused. */
export function findDuplicateKey(text: string, name: string): string | undefined {
  const open: Set<string>[] = [];
  let duplicate: string | undefined;
  withPosition(text, name, () =>
    checkJson(text, {
      open: () => void open.push(new Set()),
      close: () => void open.pop(),
      key: (_, start, end) => {
        const keys = open.at(-1);
        const key = decodeString(text, start, end);
        if (keys?.has(key)) duplicate ??= key;
        keys?.add(key);
      },
    }),
  );
  return duplicate;
}

/** Runs `scan` over `text` and turns its fault into a refusal that names file, line and column. */
export function withPosition<T>(text: string, name: string, scan: () => T): T {
  if (text.startsWith('\uFEFF')) {
    throw new TokengraftError(
      'bad-file',
      `${name} begins with a byte order mark, which JSON does not allow; save it as UTF-8 without one`,
      { file: name },
    );
  }
  try {
    return scan();
  } catch (error) {
    if (error instanceof JsonFault) throw faultAt(text, name, error);
    throw error;
  }
}

function faultAt(text: string, name: string, fault: JsonFault): TokengraftError {
  const before = text.slice(0, fault.offset);
  const line = before.split('\n').length;
  const column = fault.offset - (before.lastIndexOf('\n') + 1) + 1;
  const found = fault.offset < text.length ? JSON.stringify(text.slice(fault.offset, fault.offset + 12)) : 'the end';
  return new TokengraftError(
    'bad-file',
    `${name} is not JSON at line ${line}, column ${column}: expected ${fault.message}, found ${found}`,
    { file: name, line, column },
  );
}
