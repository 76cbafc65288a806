import type { JsonDocument } from './json-document.js';

/** Whether `path` leads to a regular file, also through a symbolic link. */
export declare function isFile(path: string): Promise<boolean>;
/** The text of a regular file in UTF-8. */
export declare function readTextFile(path: string): Promise<string>;
/** Reads and parses a JSON file; its document is named by `path`. */
export declare function readJsonDocument(path: string): Promise<JsonDocument>;
