// The chat template of a model folder or of a file.

import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileError, isFile, parseJson, readTextFile } from '@tokengraft/documents';
import { expectObject, expectString, TokengraftError } from '@tokengraft/errors';
import { ChatTemplate } from './chat-template.js';
import { readSpecialTokens } from './special-tokens.js';

export interface LoadChatTemplateOptions {
  /** Which of several named templates. Default: `default`, or the only one. */
  readonly name?: string;
}

/**
 * Loads the template of `source`: a model folder (`chat_template.jinja`, `additional_chat_templates/`, `chat_template.json`,
 * `tokenizer_config.json`), or a file with a template. Special tokens come from the configuration beside it.
 *
 * Fails with `not-found` where there is none, or none of the name, and with `bad-file` for one that is no template.
 */
export async function loadChatTemplate(source: string, options: LoadChatTemplateOptions = {}): Promise<ChatTemplate> {
  const path = expectString('source', source);
  const { name } = options;
  const folder = await isFolder(path);
  const found = folder ? await findTemplates(path) : await readTemplateFile(path);
  const chosen = choose(found, name, path);
  const specialTokens = await readSpecialTokens(folder ? path : dirname(path), folder);
  return new ChatTemplate(chosen.source, { name: chosen.file, specialTokens });
}

/** The names of the templates in a model folder, `default` being the one without a name. */
export async function listChatTemplates(folder: string): Promise<string[]> {
  return [...(await findTemplates(folder)).keys()];
}

/** A template as it lies in a file. */
export interface TemplateSource {
  readonly file: string;
  readonly source: string;
}

export type NamedTemplates = ReadonlyMap<string, TemplateSource>;

const defaultName = 'default';

/** As transformers has it: files of their own go before the configuration. */
export async function findTemplates(folder: string): Promise<NamedTemplates> {
  const own = await readOwnFiles(folder);
  if (own.size > 0) return own;
  for (const file of ['chat_template.json', 'tokenizer_config.json']) {
    const templates = await readConfigured(join(folder, file));
    if (templates.size > 0) return templates;
  }
  return new Map();
}

async function readOwnFiles(folder: string): Promise<Map<string, TemplateSource>> {
  const templates = new Map<string, TemplateSource>();
  const main = join(folder, 'chat_template.jinja');
  if (await isFile(main)) templates.set(defaultName, { file: main, source: await readTextFile(main) });
  const additional = join(folder, 'additional_chat_templates');
  for (const entry of await filesIn(additional)) {
    if (!entry.endsWith('.jinja')) continue;
    const file = join(additional, entry);
    templates.set(basename(entry, '.jinja'), { file, source: await readTextFile(file) });
  }
  return templates;
}

async function filesIn(folder: string): Promise<string[]> {
  if (!(await isFolder(folder).catch(() => false))) return [];
  return (await readdir(folder)).sort();
}

async function readConfigured(file: string): Promise<NamedTemplates> {
  if (!(await isFile(file))) return new Map();
  return templatesIn(parseJson(await readTextFile(file), file), file);
}

/** `chat_template`: one template, or a list of named ones. */
function templatesIn(document: unknown, file: string): NamedTemplates {
  const value = expectMembers(document, file)['chat_template'];
  if (value === undefined || value === null) return new Map();
  if (typeof value === 'string') return new Map([[defaultName, { file, source: value }]]);
  if (!Array.isArray(value)) throw refuseShape(file);
  return new Map(value.map((each: unknown) => readNamed(each, file)));
}

function expectMembers(document: unknown, file: string): Record<string, unknown> {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new TokengraftError('bad-file', `${file}: its root is not an object`, { file });
  }
  return expectObject(file, document);
}

function readNamed(value: unknown, file: string): [string, TemplateSource] {
  if (typeof value !== 'object' || value === null) throw refuseShape(file);
  const { name, template } = value as Record<string, unknown>;
  if (typeof name !== 'string' || typeof template !== 'string') throw refuseShape(file);
  return [name, { file, source: template }];
}

function refuseShape(file: string): TokengraftError {
  const message = `${file}: chat_template is neither a string nor a list of {"name", "template"}`;
  return new TokengraftError('bad-file', message, { file });
}

async function readTemplateFile(file: string): Promise<NamedTemplates> {
  const text = await readTextFile(file);
  if (!file.endsWith('.json')) return new Map([[defaultName, { file, source: text }]]);
  return templatesIn(parseJson(text, file), file);
}

function choose(templates: NamedTemplates, name: string | undefined, source: string): TemplateSource {
  const names = [...templates.keys()];
  const only = names.length === 1 ? names[0] : undefined;
  const chosen = templates.get(name ?? (templates.has(defaultName) ? defaultName : (only ?? '')));
  if (chosen !== undefined) return chosen;
  if (names.length === 0) throw new TokengraftError('not-found', `${source} has no chat template`, { source });
  const which = name === undefined ? 'no default chat template' : `no chat template named ${name}`;
  throw new TokengraftError('not-found', `${source} has ${which}; it has ${names.join(', ')}`, { source, names });
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw fileError(error, 'read', path);
  }
}
