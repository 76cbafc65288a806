// The files that repeat tokens and ids say the same as tokenizer.json. What already contradicted it before is not the
// surgery's doing and does not fail.

import { join } from 'node:path';
import { isFile, parseJson, readTextFile } from '@tokengraft/documents';
import { isTokengraftError } from '@tokengraft/errors';
import { conclude, type Check, type Model } from './verification.js';

export const checkTokenFiles: Check = async ({ before, after }) => {
  const old = new Set(await contradictions(before));
  const all = await contradictions(after);
  const fresh = all.filter((problem) => !old.has(problem));
  const inherited = all.length - fresh.length;
  const found = inherited === 0 ? 'they agree' : `nothing new; ${inherited} contradictions were there before`;
  return [conclude('ids in all files', [...fresh, ...(await missingEntries(before, after))], found)];
};

async function contradictions(model: Model): Promise<string[]> {
  const lists = [decoderProblems, addedTokensProblems, specialTokenProblems, vocabularyProblems, tokenIdProblems];
  const problems: string[] = [];
  // One after the other: a vocabulary as JavaScript objects is large.
  for (const list of lists) problems.push(...(await list(model)));
  return problems;
}

type ProblemList = (model: Model) => Promise<string[]>;

const decoderProblems: ProblemList = async (model) => {
  const decoder = member(await readMembers(model, 'tokenizer_config.json'), 'added_tokens_decoder');
  return Object.entries(decoder).flatMap(([id, token]) => {
    const content = isObject(token) ? token['content'] : undefined;
    return idProblem(model, 'tokenizer_config.json', content, Number(id));
  });
};

const addedTokensProblems: ProblemList = async (model) => idProblems(model, 'added_tokens.json');

const vocabularyProblems: ProblemList = async (model) => idProblems(model, 'vocab.json');

async function idProblems(model: Model, file: string): Promise<string[]> {
  return Object.entries(await readMembers(model, file)).flatMap(([token, id]) => idProblem(model, file, token, id));
}

function idProblem({ tokenizer }: Model, file: string, token: unknown, id: unknown): string[] {
  const is = isId(id) ? tokenizer.idToToken(id) : undefined;
  return is === token ? [] : [`${file} says id ${String(id)} is ${JSON.stringify(token)}, tokenizer.json ${quote(is)}`];
}

/** Names such as bos_token, and lists of names. */
const specialTokenProblems: ProblemList = async (model) => {
  const files = ['special_tokens_map.json', 'tokenizer_config.json'];
  const problems: string[] = [];
  for (const file of files) {
    for (const [key, value] of Object.entries(await readMembers(model, file))) {
      if (!/(^|_)tokens?$/.test(key)) continue;
      const unknown = namesIn(value).filter((name) => model.tokenizer.tokenToId(name) === undefined);
      problems.push(...unknown.map((name) => `${file} names the ${key} ${quote(name)}, which has no id`));
    }
  }
  return problems;
};

function namesIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(namesIn);
  return isObject(value) && typeof value['content'] === 'string' ? [value['content']] : [];
}

/** Fields such as eos_token_id in the model's configuration. */
const tokenIdProblems: ProblemList = async (model) => {
  const { config, generationConfig, rows } = model.checkpoint;
  return [config, generationConfig].flatMap((document) => {
    const members = isObject(document?.value) ? document.value : {};
    const name = document === config ? 'config.json' : 'generation_config.json';
    return Object.entries(members).flatMap(([key, value]) => {
      if (!/_token_ids?$/.test(key)) return [];
      const bad = numbersIn(value).filter((id) => id >= rows);
      return bad.map((id) => `${name} says ${key} ${id}, there are ${rows} rows`);
    });
  });
};

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return Array.isArray(value) ? value.flatMap(numbersIn) : [];
}

/** New added tokens that a file which lists the added tokens does not list. */
async function missingEntries(before: Model, after: Model): Promise<string[]> {
  const members = await readMembers(after, 'tokenizer_config.json');
  if (!isObject(members['added_tokens_decoder'])) return [];
  const listed = members['added_tokens_decoder'];
  const old = new Set(before.tokenizer.addedTokens.map(({ id }) => id));
  const fresh = after.tokenizer.addedTokens.filter(({ id }) => !old.has(id) && !(String(id) in listed));
  return fresh.map(({ id, content }) => `tokenizer_config.json does not list ${quote(content)} (id ${id})`);
}

/** The members of a JSON file of the folder; none where there is no such file or it is no object. */
async function readMembers({ checkpoint }: Model, file: string): Promise<Record<string, unknown>> {
  const path = join(checkpoint.directory, file);
  if (!(await isFile(path))) return {};
  try {
    const value = parseJson(await readTextFile(path), path);
    return isObject(value) ? value : {};
  } catch (error) {
    if (isTokengraftError(error) && error.code === 'bad-file') return { unreadable_token: error.message };
    throw error;
  }
}

function member(members: Record<string, unknown>, key: string): Record<string, unknown> {
  const value = members[key];
  return isObject(value) ? value : {};
}

function isId(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function quote(token: string | undefined): string {
  return token === undefined ? 'has none' : JSON.stringify(token);
}
