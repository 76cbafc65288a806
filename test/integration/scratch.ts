// A folder a test may fill; it goes when the test's file ends.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

/** Makes the folder now and removes it after the last test of the file. */
export function scratchFolder(name: string): (...parts: string[]) => string {
  const root = mkdtempSync(path.join(tmpdir(), `tokengraft-${name}-`));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  return (...parts) => path.join(root, ...parts);
}

/** The names in a folder, sorted, hidden ones too. */
export function namesIn(folder: string): string[] {
  return readdirSync(folder).toSorted();
}

export function readJson(...parts: string[]): Record<string, unknown> {
  return JSON.parse(readFileSync(path.join(...parts), 'utf8')) as Record<string, unknown>;
}
