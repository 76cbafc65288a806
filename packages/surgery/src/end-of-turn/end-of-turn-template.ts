// The template that ends turns with the new token: a built-in one, the one of a file, or the model's own with its token
// replaced.

import {
  beginOfSequence,
  builtInTemplateNames,
  builtInTemplates,
  ChatTemplate,
  isBuiltInTemplate,
  loadChatTemplate,
  probeChat,
  readSpecialTokens,
  superviseChat,
} from '@tokengraft/chat';
import { isFile, readTextFile } from '@tokengraft/documents';
import { isTokengraftError, TokengraftError } from '@tokengraft/errors';

export interface EndOfTurnTemplate {
  /** Where it comes from, for people. */
  readonly origin: string;
  readonly source: string;
  /** Control tokens that it needs beside the one that ends turns. */
  readonly specialTokens: readonly string[];
}

export interface TemplateRequest {
  /** The model folder. */
  readonly folder: string;
  readonly token: string;
  /** A built-in name or a file; undefined: the model's own, or LIMA's where it has none. */
  readonly template: string | undefined;
  /** Contents of the tokenizer's special tokens. */
  readonly specials: readonly string[];
  /** Whether the tokenizer has a token of this content. */
  readonly hasToken: (content: string) => boolean;
}

/** Fails with `bad-argument` for a template that does not end turns with the token. */
export async function chooseTemplate(request: TemplateRequest): Promise<EndOfTurnTemplate> {
  const chosen = await findTemplate(request);
  await expectEndsTurns(chosen, request);
  return chosen;
}

async function findTemplate(request: TemplateRequest): Promise<EndOfTurnTemplate> {
  const { template } = request;
  if (template === undefined) return ownTemplate(request);
  if (isBuiltInTemplate(template)) return builtIn(template, request);
  if (!(await isFile(template))) {
    const message = `${template} is neither a file nor one of the built-in templates ${builtInTemplateNames.join(', ')}`;
    throw new TokengraftError('bad-argument', message, { template });
  }
  return { origin: template, source: await readTextFile(template), specialTokens: [] };
}

/** A model may name a BOS that is no token of its tokenizer: its template then writes none. */
async function builtIn(
  name: keyof typeof builtInTemplates,
  { folder, token, hasToken }: TemplateRequest,
): Promise<EndOfTurnTemplate> {
  const { source, specialTokens } = builtInTemplates[name];
  const { bos_token: begin } = await readSpecialTokens(folder, true);
  const whole = source(token);
  const begins = typeof begin !== 'string' || hasToken(begin);
  return { origin: `built-in: ${name}`, source: begins ? whole : whole.replace(beginOfSequence, ''), specialTokens };
}

/** The model's own template with the token that ends turns now replaced, wherever it stands as it is written. */
async function ownTemplate(request: TemplateRequest): Promise<EndOfTurnTemplate> {
  const { folder, token, specials } = request;
  const own = await loadOwn(folder);
  if (own === undefined) return builtIn('lima', request);
  const old = terminatorOf(own, specials);
  const source = old === undefined ? own.source : own.source.replaceAll(old, token);
  return { origin: `${own.name}${old === undefined ? '' : `, ${old} replaced`}`, source, specialTokens: [] };
}

async function loadOwn(folder: string): Promise<ChatTemplate | undefined> {
  try {
    return await loadChatTemplate(folder);
  } catch (error) {
    if (isTokengraftError(error) && error.code === 'not-found') return undefined;
    throw error;
  }
}

/** The one token that ends the turns of a small chat; undefined where there is none, or more than one. */
function terminatorOf(template: ChatTemplate, specials: readonly string[]): string | undefined {
  const specialTokens = specials.map((content, id) => ({ id, content, lstrip: false, rstrip: false }));
  const { text, turns } = superviseChat(template, probeChat, { specialTokens }, { crossCheck: false });
  const ends = new Set(turns.map(({ terminator }) => text.slice(terminator?.begin ?? 0, terminator?.end ?? 0)));
  const [only] = ends;
  return ends.size === 1 && only !== '' ? only : undefined;
}

async function expectEndsTurns(chosen: EndOfTurnTemplate, request: TemplateRequest): Promise<void> {
  const { folder, token, specials } = request;
  const specialTokens = { ...(await readSpecialTokens(folder, true)), eos_token: token };
  const template = new ChatTemplate(chosen.source, { name: chosen.origin, specialTokens });
  const found = terminatorOf(template, [...specials, ...chosen.specialTokens, token]);
  if (found === token) return;
  const ends =
    found === undefined ? 'does not end every turn of an assistant with one token' : `ends turns with ${found}`;
  const message = `the template (${chosen.origin}) ${ends}, not with ${token}; name another one with template`;
  throw new TokengraftError('bad-argument', message, { template: chosen.origin, token });
}
