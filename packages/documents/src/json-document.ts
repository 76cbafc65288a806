// A JSON text edited in place.

/** Keys and array indices from the root to a value. */
export type JsonPath = readonly (string | number)[];

export declare class JsonDocument {
  readonly name: string;
  static parse(text: string, name: string): JsonDocument;
  /** The document as it stands, every untouched byte as it was. */
  get text(): string;
  /** The parsed text; a new object after every change, not to be modified. */
  get value(): unknown;
  /** The value at `path`, or undefined where there is none. */
  get(path: JsonPath): unknown;
  has(path: JsonPath): boolean;
  /** Replaces the value at `path`, or adds the last key to its object; missing objects on the way are made. */
  set(path: JsonPath, value: unknown): void;
  /** Sets many members of the object at `path` in one pass. */
  setMembers(path: JsonPath, members: ReadonlyMap<string, unknown>): void;
  /** Appends values to the array at `path`. */
  append(path: JsonPath, values: readonly unknown[]): void;
  /** Removes the value at `path` with its key; false where there is none. */
  remove(path: JsonPath): boolean;
  /** An independent copy. */
  clone(): JsonDocument;
}
