// A run becomes a folder: results.json (everything), summary.md and index.html (for people).

import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { htmlOf } from './html.js';
import { markdownOf } from './markdown.js';
import type { Results } from './results.js';

/** Answers with the folder, which did not exist before. */
export async function writeResults(parent: string, name: string, results: Results): Promise<string> {
  const folder = unusedFolder(path.join(parent, `${results.date.slice(0, 10)}-${name}`));
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'results.json'), `${JSON.stringify(results, null, 1)}\n`);
  await writeFile(path.join(folder, 'summary.md'), markdownOf(results));
  await writeFile(path.join(folder, 'index.html'), htmlOf(results));
  return folder;
}

function unusedFolder(wanted: string): string {
  let folder = wanted;
  for (let number = 2; existsSync(folder); number++) folder = `${wanted}-${number}`;
  return folder;
}
