// An option that is not known is refused, never ignored: silence would be a wrong answer.

import { expectObject } from '@tokengraft/errors';

/** Refuses an object with a member that is not in `known`. */
export function refuseUnknownOptions(options: unknown, known: readonly string[], name = 'options'): void {
  for (const key of Object.keys(expectObject(name, options))) {
    if (known.includes(key)) continue;
    throw new TypeError(`${name}.${key} is not known; ${name} takes ${known.join(', ')}${hint(key)}`);
  }
}

/** Where the members that other libraries have at this place are to be found. */
const elsewhere: Readonly<Record<string, string>> = {
  truncation: 'truncation is an option of encoding()',
  padding: 'padding is an option of encoding()',
  maxLength: 'the length is truncation.maxLength of encoding()',
  stride: 'the stride is truncation.stride of encoding()',
};

function hint(key: string): string {
  return Object.hasOwn(elsewhere, key) ? `; ${elsewhere[key]}` : '';
}
