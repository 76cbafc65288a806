// Another model's tokenizer onto a model: rows of tokens that both have move to their new ids, the others are made.

import { resolve } from 'node:path';
import { openCheckpoint, type Checkpoint, type RowMove } from '@tokengraft/checkpoint';
import { expectBoolean, expectString } from '@tokengraft/errors';
import { loadTokenizer, type Tokenizer } from '@tokengraft/tokenizer';
import { asEdit, type ChangedVocabulary } from '../changed-vocabulary.js';
import {
  checkSurgeryOptions,
  refuseUnknown,
  surgeryOptionNames,
  type SurgeryOptions,
  type SurgerySettings,
} from '../extend-options.js';
import { byId } from '../grow-tokenizer.js';
import type { InitChoice } from '../init-choice.js';
import { initMethodNames } from '../init/index.js';
import { performSurgery, type OpenedModel } from '../perform.js';
import { bytesOfToken, findPieces } from '../pieces.js';
import type { SurgeryReport } from '../surgery-report.js';
import { transplantMethods } from '../transplant-methods/index.js';
import { checkTransplant, type Transplant, type TransplantChoice } from '../transplant-rows.js';
import type { FileEdit, TokenPlan } from '../vocabulary-plan.js';
import { planDonorFields } from './donor-fields.js';
import { planFollowers } from './followers.js';
import { matchTokens, type Match, type MatchOptions, type Side } from './match-tokens.js';
import { readRoles } from './roles.js';
import { solveRows } from './solve-rows.js';

export interface TransplantOptions extends Omit<SurgeryOptions, 'init' | 'initHead'> {
  /** The model folder whose tokenizer the model gets. */
  readonly donor: string;
  /** How rows of tokens that the model does not have are made: from the donor's tables, or as `init` does. Default 'omp'. */
  readonly method?: TransplantChoice | InitChoice;
  /** Tokens for single bytes match each other, however they are spelled. Default true. */
  readonly byteMatch?: boolean;
  /** A token that the model does not have takes the row of its longest beginning that it has. Default false. */
  readonly prefixMatch?: boolean;
}

/**
 * Gives the model in `source` the tokenizer of `options.donor`: tokens that both have keep their rows under their new ids,
 * the others get rows by the method; ids in the JSON files become the donor's.
 *
 * Tokens of images and sounds that the model keeps behind its text follow the donor's tokens. Fails with `unsupported` where
 * they cannot, and as `extendVocabulary`.
 */
export async function transplantVocabulary(source: string, options: TransplantOptions): Promise<SurgeryReport> {
  refuseUnknown(options, ['donor', 'method', 'byteMatch', 'prefixMatch', ...surgeryOptionNames]);
  const { solver, init } = readMethod(options.method ?? 'omp');
  const settings = checkSurgeryOptions({ ...options, init, initHead: init });
  const { byteMatch = true, prefixMatch = false } = options;
  const donor = expectString('options.donor', options.donor);
  const matching = {
    byteMatch: expectBoolean('options.byteMatch', byteMatch),
    prefixMatch: expectBoolean('options.prefixMatch', prefixMatch),
  };
  return performSurgery(source, {
    operation: 'transplant',
    settings,
    change: async (model) => transplant(model, await openDonor(donor, settings), { ...matching, solver, settings }),
    recipeOptions: () => ({
      donor: 'the model whose tokenizer it took',
      method: recorded(solver ?? settings.init),
      ...matching,
    }),
  });
}

/** A method of the donor's tables, or an initialisation; tokens that the first cannot make get the mean. */
function readMethod(choice: unknown): { readonly solver: Transplant | undefined; readonly init: InitChoice } {
  const name = typeof choice === 'object' && choice !== null && 'method' in choice ? choice.method : choice;
  if (typeof name !== 'string' || !Object.hasOwn(transplantMethods, name)) {
    const known = [...Object.keys(transplantMethods), ...initMethodNames].join(', ');
    if (typeof name !== 'string' || !initMethodNames.some((each) => each === name)) {
      throw new TypeError(`expected one of ${known} for options.method, received ${JSON.stringify(name)}`);
    }
    return { solver: undefined, init: choice as InitChoice };
  }
  return { solver: checkTransplant('options.method', choice), init: 'mean' };
}

function recorded({ method, options }: Transplant | SurgerySettings['init']): object {
  return { method, ...options };
}

interface Donor {
  readonly folder: string;
  readonly tokenizer: Tokenizer;
  readonly checkpoint: Checkpoint;
}

async function openDonor(folder: string, { signal }: SurgerySettings): Promise<Donor> {
  const stop = signal === undefined ? {} : { signal };
  const checkpoint = await openCheckpoint(resolve(folder), stop);
  return { folder: checkpoint.directory, checkpoint, tokenizer: await loadTokenizer(checkpoint.directory, stop) };
}

interface Wish extends MatchOptions {
  readonly solver: Transplant | undefined;
  readonly settings: SurgerySettings;
}

async function transplant(model: OpenedModel, donor: Donor, wish: Wish): Promise<ChangedVocabulary> {
  const { tokenizer: before, checkpoint } = model;
  const { solver, settings } = wish;
  const followers = planFollowers(checkpoint, { before, donor: donor.tokenizer, padTo: settings.padTo });
  const { after, begin, headRows } = followers;
  const ours = { ...(await sideOf(before, checkpoint)), rows: begin };
  const matches = matchTokens(ours, await sideOf(donor.tokenizer, donor.checkpoint), wish);
  const same = [...matches].filter(([, { how }]) => how !== 'prefix').map(([to, { id }]) => [id, to] as const);
  const newIds = new Map([...same, ...followers.newIds]);
  const tokens = describeTokens(before, donor.tokenizer, matches);
  const fieldIds = { newIdOf: (id: number) => newIds.get(id), isOwn: (id: number) => followers.newIds.has(id) };
  const facts = { model: checkpoint, donor: donor.checkpoint, matches, targets: tokens.map(({ id }) => id) };
  return {
    before,
    after,
    tokens,
    ...(solver === undefined ? {} : { makeRows: async () => solveRows(facts, solver, settings) }),
    added: byId(after.addedTokens),
    ids: undefined,
    kept: [...movesOf(matches), ...followers.kept],
    ...(headRows === undefined ? {} : { headRows }),
    fields: [...followers.fields, ...(await planDonorFields(checkpoint.directory, donor.folder, fieldIds))],
    files: await planFiles(before, after),
    write: async (folder, stop) => (await after.save(folder, stop)).map(({ file }) => file),
  };
}

async function sideOf(tokenizer: Tokenizer, checkpoint: Checkpoint): Promise<Side> {
  return { tokenizer, rows: checkpoint.rows, roles: await readRoles(checkpoint.directory, tokenizer) };
}

/** Runs of model ids that stay neighbours. */
function movesOf(matches: ReadonlyMap<number, Match>): RowMove[] {
  const moves: { from: number; to: number; count: number }[] = [];
  for (const [to, { id: from }] of matches) {
    const last = moves.at(-1);
    const follows = last !== undefined && last.to + last.count === to && last.from + last.count === from;
    if (follows) last.count++;
    else moves.push({ from, to, count: 1 });
  }
  return moves;
}

function describeTokens(before: Tokenizer, after: Tokenizer, matches: ReadonlyMap<number, Match>): TokenPlan[] {
  const finder = findPieces(before);
  const added = byId(after.addedTokens);
  const tokens: TokenPlan[] = [];
  for (let id = 0; id < after.idBound; id++) {
    const content = after.idToToken(id);
    if (content === undefined || matches.has(id)) continue;
    const token = added.get(id);
    const pieces = token === undefined ? finder.ofBytes(bytesOfToken(after, id)) : finder.ofText(content);
    tokens.push({ content, id, special: token?.special ?? false, status: 'new', pieces });
  }
  return tokens;
}

/** The donor's files come, those of the model's own tokenizer go. */
async function planFiles(before: Tokenizer, after: Tokenizer): Promise<FileEdit[]> {
  const written = (await after.planSave()).filter(({ action }) => action !== 'removed').map(asEdit);
  const names = new Set(written.map(({ file }) => file));
  const left = (await before.planSave()).filter(({ file }) => !names.has(file));
  const why = 'describes the old vocabulary, and the donor brings none';
  return [...written, ...left.map(({ file }): FileEdit => ({ file, action: 'removed', why }))];
}
