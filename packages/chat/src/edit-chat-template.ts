// Another template for a model folder: which file holds it, and what that file becomes.

import { join } from 'node:path';
import { isFile, JsonDocument, readJsonDocument, readTextFile } from '@tokengraft/documents';
import { expectString } from '@tokengraft/errors';
import { findTemplates } from './load-chat-template.js';

export interface TemplateEdit {
  /** Name of the file within the folder. */
  readonly file: string;
  /** The file's text before; undefined: there is none. */
  readonly before: string | undefined;
  readonly after: string;
}

/**
 * What setting the folder's (default) template to `source` changes: the file that holds one now, else tokenizer_config.json.
 * Touches nothing.
 */
export async function planTemplateEdit(folder: string, source: string): Promise<TemplateEdit> {
  expectString('folder', folder);
  expectString('source', source);
  const own = await readIfThere(join(folder, 'chat_template.jinja'));
  if (own !== undefined) return { file: 'chat_template.jinja', before: own, after: source };
  const present = [...(await findTemplates(folder)).values()][0];
  const file = present?.file.endsWith('chat_template.json') === true ? 'chat_template.json' : 'tokenizer_config.json';
  const path = join(folder, file);
  const document = (await isFile(path)) ? await readJsonDocument(path) : JsonDocument.parse('{}', path);
  const before = (await isFile(path)) ? document.text : undefined;
  document.set(placeOfTemplate(document), source);
  return { file, before, after: document.text };
}

async function readIfThere(file: string): Promise<string | undefined> {
  return (await isFile(file)) ? readTextFile(file) : undefined;
}

/** Of several named templates, the default one. */
function placeOfTemplate(document: JsonDocument): readonly (string | number)[] {
  const value = document.get(['chat_template']);
  if (!Array.isArray(value)) return ['chat_template'];
  const index = value.findIndex((each: unknown) => isDefault(each));
  return index < 0 ? ['chat_template'] : ['chat_template', index, 'template'];
}

function isDefault(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'name' in value && value.name === 'default';
}
