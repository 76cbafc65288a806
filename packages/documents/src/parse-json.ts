/** Parses strict JSON; a refusal names the document, line and column. */
export declare function parseJson(text: string, name: string): unknown;

/** The first key that stands twice in one object, as a path of keys. */
export declare function findDuplicateKey(text: string): string | undefined;
