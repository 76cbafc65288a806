// Argument checks: each answers with its value in the type it proved, or throws a TypeError that names the argument, what
// was expected and what came.

export function expectString(name: string, value: unknown): string {
  if (typeof value !== 'string') refuse(name, 'a string', value);
  return value;
}

export function expectBoolean(name: string, value: unknown): boolean {
  if (typeof value !== 'boolean') refuse(name, 'true or false', value);
  return value;
}

export function expectFunction<T extends (...args: never[]) => unknown>(name: string, value: T): T {
  if (typeof value !== 'function') refuse(name, 'a function', value);
  return value;
}

/** An integer within [`min`, `max`]. */
export function expectInteger(name: string, value: unknown, min = 0, max: number = Number.MAX_SAFE_INTEGER): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    refuse(name, `an integer from ${min} to ${max}`, value);
  }
  return value;
}

/** An object that is neither null nor an array. */
export function expectObject(name: string, value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(name, 'an object', value);
  return value as Record<string, unknown>;
}

export function expectArray(name: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) refuse(name, 'an array', value);
  return value;
}

/** A copy of an array of strings; a million of them are checked without making a million names. */
export function expectStrings(name: string, value: unknown): readonly string[] {
  const items = Array.from(expectArray(name, value));
  const wrong = items.findIndex((item) => typeof item !== 'string');
  if (wrong >= 0) refuse(`${name}[${wrong}]`, 'a string', items[wrong]);
  return items as string[];
}

export function expectOneOf<const T extends string>(name: string, value: unknown, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) refuse(name, `one of ${choices.map((each) => `"${each}"`).join(', ')}`, value);
  return choice;
}

export function expectSignal(name: string, value: unknown): AbortSignal {
  if (!(value instanceof AbortSignal)) refuse(name, 'an AbortSignal', value);
  return value;
}

/** Token ids as a Uint32Array; an array of integers below 2^32 is converted. */
export function expectTokenIds(name: string, value: unknown): Uint32Array {
  if (value instanceof Uint32Array) return value;
  if (!Array.isArray(value)) refuse(name, 'a Uint32Array or an array of token ids', value);
  return Uint32Array.from(value, (item, index) => expectInteger(`${name}[${index}]`, item, 0, 0xffff_ffff));
}

/** Throws the signal's reason when it is aborted. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  signal?.throwIfAborted();
}

function refuse(name: string, expected: string, value: unknown): never {
  throw new TypeError(`expected ${expected} for ${name}, received ${describe(value)}`);
}

function describe(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'boolean') return String(value);
  if (typeof value === 'number' || typeof value === 'bigint') return `the ${typeof value} ${value}`;
  if (typeof value === 'string') return `the string ${JSON.stringify(value.slice(0, 40))}`;
  if (typeof value === 'object')
    return Array.isArray(value) ? 'an array' : `an object (${value.constructor?.name ?? 'no class'})`;
  return `a ${typeof value}`;
}
