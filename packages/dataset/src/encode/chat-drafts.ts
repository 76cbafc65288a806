// Conversations through a model's chat template.

import { join } from 'node:path';
import { isFile, parseJson, readTextFile } from '@tokengraft/documents';

/** The source of the model folder's chat template; undefined where it has none. */
export async function chatTemplateOf(folder: string): Promise<string | undefined> {
  const file = join(folder, 'chat_template.jinja');
  if (await isFile(file)) return readTextFile(file);
  const configuration = join(folder, 'tokenizer_config.json');
  if (!(await isFile(configuration))) return undefined;
  const { chat_template: template } = parseJson(await readTextFile(configuration), configuration) as Record<
    string,
    unknown
  >;
  return typeof template === 'string' ? template : undefined;
}
