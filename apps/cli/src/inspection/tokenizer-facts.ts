import { join } from 'node:path';
import { isFile, readJsonDocument } from '@tokengraft/documents';
import type { Tokenizer } from '@tokengraft/tokenizer';
import type { TokenizerFacts } from './inspection.js';

export async function tokenizerFacts(tokenizer: Tokenizer): Promise<TokenizerFacts> {
  const { source, size, addedTokens, specialTokens } = tokenizer;
  return {
    file: source.file,
    format: source.format,
    stages: tokenizer.describe(),
    tokens: size,
    addedTokens: addedTokens.length,
    specialTokens: specialTokens.map(({ id, content }) => ({ id, content })),
    chatTemplate: source.format === 'tokenizer.json' && (await hasChatTemplate(source.folder)),
  };
}

/** A template has a file of its own, or stands in tokenizer_config.json. */
async function hasChatTemplate(folder: string): Promise<boolean> {
  if (await isFile(join(folder, 'chat_template.jinja'))) return true;
  if (await isFile(join(folder, 'chat_template.json'))) return true;
  const config = join(folder, 'tokenizer_config.json');
  return (await isFile(config)) && (await readJsonDocument(config)).has(['chat_template']);
}
