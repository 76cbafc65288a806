// A tokenizer whose tokens get other strings or other ids. Nothing is written before `save`; the new tokenizer is opened
// from the bytes that will be written and compared with what the change asks for.

import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { JsonDocument, fileError, readTextFile, syncFolder, writeFileBeside } from '@tokengraft/documents';
import { TokengraftError, throwIfAborted } from '@tokengraft/errors';
import { native } from '@tokengraft/native';
import type { PlannedFile, SaveOptions } from '../saving/planned-file.js';
import { uneditableFiles } from '../saving/plan-files.js';
import { Tokenizer } from '../tokenizer.js';
import { companionEditors, type CompanionChange } from './edit-companions.js';
import { editTokenizerDocument } from './edit-tokenizer-json.js';
import { newIdOf, stringsOf, type TokenMap } from './token-map.js';

export interface ReshapedTokenizer {
  /** As the files will say. */
  readonly tokenizer: Tokenizer;
  /** What becomes of each tokenizer file of the source's folder. */
  readonly files: readonly PlannedFile[];
  /** Writes them to `folder`; answers with the names written. */
  save(folder: string): Promise<readonly string[]>;
}

/**
 * Makes the tokenizer that `tokenizer` becomes when its tokens are renamed and renumbered as `map` says.
 *
 * Fails with `unsupported` for another format than tokenizer.json, and with `id-clash` where the result would give a token
 * another id than the map does.
 */
export async function reshapeTokenizer(
  tokenizer: Tokenizer,
  map: TokenMap,
  options: SaveOptions = {},
): Promise<ReshapedTokenizer> {
  const { source } = tokenizer;
  if (source.format !== 'tokenizer.json') refuseFormat(source.file);
  const strings = stringsOf(map, (id) => tokenizer.idToToken(id), tokenizer.idBound);
  const document = JsonDocument.parse(await readTextFile(source.file), source.file);
  editTokenizerDocument(document, map, strings);
  throwIfAborted(options.signal);
  const bytes = Buffer.from(document.text);
  const reshaped = new Tokenizer(await parse(bytes, source.file), source, tokenizer.cleanUpTokenizationSpaces);
  proveMap(tokenizer, reshaped, map);
  const change = { map, strings, newSpecials: newSpecials(tokenizer, map) };
  const files = [edited('tokenizer.json', bytes), ...(await planCompanions(source.folder, change))];
  return { tokenizer: reshaped, files, save: async (folder) => saveFiles(folder, files) };
}

function refuseFormat(file: string): never {
  const message = `${file} is no tokenizer.json; only there can tokens be renamed or removed; convert the tokenizer first`;
  throw new TokengraftError('unsupported', message, { file });
}

async function parse(bytes: Buffer, name: string) {
  const options = { format: 'tokenizer.json', pattern: '', specialTokens: [], mergesPath: '', outline: '' } as const;
  return native().parseTokenizer(bytes, name, options);
}

/** Every kept token has its new id and its new string; there are no others. */
function proveMap(before: Tokenizer, after: Tokenizer, map: TokenMap): void {
  let kept = 0;
  for (let id = 0; id < before.idBound; id++) {
    const token = before.idToToken(id);
    const mapped = token === undefined ? undefined : newIdOf(map, id);
    if (token === undefined || mapped === undefined) continue;
    kept++;
    const expected = map.renamed.get(id)?.content ?? token;
    const found = after.idToToken(mapped);
    if (found !== expected) throw wrongToken(before.source.file, { id: mapped, expected, found });
  }
  if (kept !== after.size)
    throw wrongToken(before.source.file, { id: kept, expected: undefined, found: 'a token more' });
}

function wrongToken(
  file: string,
  {
    id,
    expected,
    found,
  }: { readonly id: number; readonly expected: string | undefined; readonly found: string | undefined },
): TokengraftError {
  const message = `${file} with the change would have ${JSON.stringify(found ?? 'nothing')} at id ${id}, expected ${JSON.stringify(expected ?? 'nothing')}; nothing was written`;
  return new TokengraftError('id-clash', message, { file, id, expected, found });
}

function newSpecials(tokenizer: Tokenizer, { renamed }: TokenMap): string[] {
  const special = new Set(tokenizer.specialTokens.map(({ id }) => id));
  return [...renamed].filter(([id, token]) => token.special && !special.has(id)).map(([, { content }]) => content);
}

async function planCompanions(folder: string, change: CompanionChange): Promise<PlannedFile[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw fileError(error, 'read', folder);
  });
  const known = names.filter((name) => companionEditors.has(name) || uneditableFiles.has(name)).sort();
  return Promise.all(known.map((name) => planCompanion(folder, name, change)));
}

async function planCompanion(folder: string, file: string, change: CompanionChange): Promise<PlannedFile> {
  const edit = companionEditors.get(file);
  if (edit === undefined) {
    return { file, action: 'removed', why: 'cannot hold the change, and loaders would prefer it' };
  }
  const origin = join(folder, file);
  const before = await readTextFile(origin);
  const after = edit(before, change, origin);
  if (after === before) return { file, action: 'copied', why: 'nothing in it changes', origin };
  return edited(file, Buffer.from(after));
}

function edited(file: string, bytes: Buffer): PlannedFile {
  return { file, action: 'edited', why: 'follows the change of tokens', content: async () => bytes };
}

async function saveFiles(folder: string, files: readonly PlannedFile[]): Promise<readonly string[]> {
  const written = files.filter(({ action }) => action !== 'removed');
  for (const { file, origin, content } of written) {
    await writeFileBeside(join(folder, file), content === undefined ? await readFile(origin ?? file) : await content());
  }
  await syncFolder(folder);
  return written.map(({ file }) => file);
}
