// Tokens of a model that no donor knows, because they are no text: Mllama's image token, whose row stands behind those of the
// head, and the images and sounds of Gemma 3n, which it looks up in tables of their own. They follow the donor's tokens, block
// by block and in their order, and the fields that say where a block begins follow them.

import type { Checkpoint, RowMove } from '@tokengraft/checkpoint';
import { TokengraftError } from '@tokengraft/errors';
import type { Tokenizer } from '@tokengraft/tokenizer';
import { byId } from '../grow-tokenizer.js';
import { findOtherInputs, type OtherInputs } from '../other-inputs.js';
import { rowsFor } from '../plan-matrices.js';
import type { ConfigurationEdit } from '../vocabulary-plan.js';

export interface Followers {
  /** The model's first id that is no text. */
  readonly begin: number;
  /** The donor's tokenizer with these tokens behind its own. */
  readonly after: Tokenizer;
  /** By the model's id. */
  readonly newIds: ReadonlyMap<number, number>;
  /** Their rows; none where they stand behind the head's and move with those. */
  readonly kept: readonly RowMove[];
  readonly fields: readonly ConfigurationEdit[];
  /** Rows of the head, where the input table has more. */
  readonly headRows: number | undefined;
}

/** Fails with `unsupported` where they cannot follow one another there as they did. */
export function planFollowers(
  checkpoint: Checkpoint,
  { before, donor, padTo }: { readonly before: Tokenizer; readonly donor: Tokenizer; readonly padTo: number },
): Followers {
  const blocks = blocksOf(checkpoint);
  const begin = blocks[0]?.begin ?? checkpoint.rows;
  const ids = idsBetween(before, begin, checkpoint.rows);
  for (const block of blocks) refuseHole(checkpoint, block, ids);
  const after = donor.clone();
  const newIds = addTokens(after, { before, donor, ids });
  const behindHead = checkpoint.extraRows > 0;
  if (behindHead) refusePadding(checkpoint, donor.idBound, padTo);
  return {
    begin,
    after,
    newIds,
    kept: behindHead ? [] : [...newIds].map(([from, to]) => ({ from, to, count: 1 })),
    fields: blocks.flatMap((block) => fieldOf(block, { ids, first: donor.idBound })),
    headRows: behindHead ? donor.idBound : undefined,
  };
}

interface Block extends Partial<OtherInputs> {
  readonly begin: number;
  readonly end: number;
}

function blocksOf(checkpoint: Checkpoint): Block[] {
  const { rows, extraRows } = checkpoint;
  if (extraRows > 0) return [{ begin: rows - extraRows, end: rows }];
  const found = findOtherInputs(checkpoint);
  return found.map((each, index) => ({ ...each, end: found[index + 1]?.begin ?? Number.POSITIVE_INFINITY }));
}

/** An id without a row is no token of the model. */
function idsBetween(tokenizer: Tokenizer, begin: number, rows: number): number[] {
  const ids: number[] = [];
  for (let id = begin; id < Math.min(rows, tokenizer.idBound); id++)
    if (tokenizer.idToToken(id) !== undefined) ids.push(id);
  return ids;
}

/** A model counts from the beginning of the block: without its holes its tokens would mean others. */
function refuseHole({ directory }: Checkpoint, { begin, end }: Block, ids: readonly number[]): void {
  const own = ids.filter((id) => id >= begin && id < end);
  const hole = own.findIndex((id, index) => id !== begin + index);
  if (hole === -1) return;
  const message = `${directory} has a token with the id ${own[hole]} and none with ${begin + hole}, both behind its text; a transplant cannot keep the gap between them`;
  throw new TokengraftError('unsupported', message, { id: own[hole] });
}

function addTokens(
  after: Tokenizer,
  { before, donor, ids }: { readonly before: Tokenizer; readonly donor: Tokenizer; readonly ids: readonly number[] },
): Map<number, number> {
  const flags = byId(before.addedTokens);
  const newIds = new Map<number, number>();
  for (const id of ids) {
    const content = before.idToToken(id) ?? '';
    const { id: _, ...token } = flags.get(id) ?? { id, content, special: true };
    const [is] = after.addTokens([token]);
    const expected = donor.idBound + newIds.size;
    if (is !== expected) throw refuseKnown(donor, content);
    newIds.set(id, expected);
  }
  return newIds;
}

function refuseKnown({ source }: Tokenizer, content: string): TokengraftError {
  const message = `${source.file} has a token ${JSON.stringify(content)} of its own, which in the model is no text; take it out of the donor's tokenizer`;
  return new TokengraftError('unsupported', message, { file: source.file, token: content });
}

/** Ids behind the head's rows are those behind the donor's tokens; rows of padding would come between. */
function refusePadding({ extraRows, directory }: Checkpoint, ids: number, padTo: number): void {
  if (rowsFor(0, ids, padTo) === ids) return;
  const message = `${directory} has ${extraRows} rows behind the head's, whose ids follow the last token's; the donor's ${ids} ids cannot be padded to a multiple of ${padTo}`;
  throw new TokengraftError('unsupported', message, { ids, padTo });
}

function fieldOf(
  { begin, path }: Block,
  { ids, first }: { readonly ids: readonly number[]; readonly first: number },
): ConfigurationEdit[] {
  if (path === undefined) return [];
  const after = first + ids.filter((id) => id < begin).length;
  return [{ file: 'config.json', field: path.join('.'), path, before: begin, after }];
}
