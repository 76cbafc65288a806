// Text files read whole, when they are what they claim to be.

import { constants as bufferLimits } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';

import { TokengraftError } from '@tokengraft/errors';

import { fileError } from './file-error.js';
import { JsonDocument } from './json-document.js';

/** Whether `path` leads to a regular file, also through a symbolic link. */
export async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** The text of a regular file. Refuses what is not UTF-8 ('bad-file') and what is no file: a pipe would wait for ever. */
export async function readTextFile(path: string): Promise<string> {
  const bytes = await readBytes(path);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new TokengraftError('bad-file', `${path} is not UTF-8 text`, { file: path }, { cause: error });
  }
}

/** Reads and parses a JSON file; its document is named by `path`. */
export async function readJsonDocument(path: string): Promise<JsonDocument> {
  return JsonDocument.parse(await readTextFile(path), path);
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const entry = await stat(path);
    if (!entry.isFile()) throw new TokengraftError('io', `cannot read ${path}: not a regular file`, { file: path });
    if (entry.size > bufferLimits.MAX_STRING_LENGTH) {
      const message = `${path} has ${entry.size} bytes, more than text may have here (${bufferLimits.MAX_STRING_LENGTH})`;
      throw new TokengraftError('limit', message, { file: path, size: entry.size });
    }
    return await readFile(path);
  } catch (error) {
    throw fileError(error, 'read', path);
  }
}
