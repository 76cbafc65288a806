// Taking tokens out of a model: the tokenizer without them, ids renumbered in their old order, rows gathered.

import { TokengraftError, expectArray, expectBoolean, expectInteger, expectStrings } from '@tokengraft/errors';
import { reshapeTokenizer, type Tokenizer } from '@tokengraft/tokenizer';
import { asEdit, type ChangedVocabulary } from '../changed-vocabulary.js';
import { checkSurgeryOptions, refuseUnknown, surgeryOptionNames, type SurgeryOptions } from '../extend-options.js';
import { byId } from '../grow-tokenizer.js';
import { newIds, renumber } from '../ids-after.js';
import { refuseOtherInputs } from '../other-inputs.js';
import { performSurgery, type OpenedModel } from '../perform.js';
import { namedIds } from '../plan-configuration.js';
import type { SurgeryReport } from '../surgery-report.js';
import type { RowRange } from '../vocabulary-plan.js';
import { readVocabularyModel, type VocabularyModel } from '../vocabulary-model.js';
import { dropTokens, keepBySize, keepTokens, type Choices } from './choose-tokens.js';
import { countCorpus, type CountOptions } from './count-corpus.js';
import { mergeParts } from './merge-parts.js';
import { remapFile, renderRemap } from '../remap/remap-file.js';

export interface PruneOptions extends Omit<SurgeryOptions, 'init' | 'initHead' | 'sample'> {
  /** Tokens (or their ids) that stay, with everything they are merged from. */
  readonly keep?: readonly (string | number)[];
  /** Tokens (or their ids) that go. */
  readonly drop?: readonly (string | number)[];
  /** With `drop`: what is merged from a dropped token goes too. Default false: that is refused. */
  readonly cascade?: boolean;
  /** Text files; with `size`, the tokens that are rare in them go. */
  readonly corpus?: readonly string[];
  /** How many tokens stay. */
  readonly size?: number;
  /** The ids that stay, exactly, as a recipe records them. */
  readonly ids?: readonly RowRange[];
}

/**
 * Removes tokens from the model in `source`: from its tokenizer, merges, tables, head and bias; renumbers ids in every JSON
 * file; writes the result with remap.json (old id → new id) to `options.out` in one step.
 *
 * Special and added tokens, the alphabet, byte tokens and ids that a configuration names always stay. Fails with
 * `bad-argument` for an impossible request, `unsupported` for orphans and other formats than tokenizer.json, `not-found` for a
 * token that is not there, and as `extendVocabulary`.
 */
export async function pruneVocabulary(source: string, options: PruneOptions): Promise<SurgeryReport> {
  const own = ['keep', 'drop', 'cascade', 'corpus', 'size', 'ids'];
  refuseUnknown(options, [...own, ...surgeryOptionNames]);
  const settings = checkSurgeryOptions({ ...options, init: 'mean' });
  checkRequest(options);
  return performSurgery(source, {
    operation: 'prune',
    settings,
    change: async (model) => prune(model, options, settings),
    recipeOptions: ({ plan }) => ({
      ids: (plan.ids ?? []).map(({ from, count }) => ({ begin: from, end: from + count })),
    }),
  });
}

function checkRequest({ keep, drop, cascade, corpus, size, ids }: PruneOptions): void {
  const wishes = [keep, drop, corpus, ids].filter((wish) => wish !== undefined);
  if (wishes.length !== 1) {
    throw new TokengraftError('bad-argument', 'pass one of keep, drop, or corpus with size');
  }
  if ((corpus === undefined) !== (size === undefined)) {
    throw new TokengraftError('bad-argument', 'corpus and size belong together: texts, and how many tokens stay');
  }
  for (const [name, list] of Object.entries({ keep, drop, ids }))
    if (list !== undefined) expectArray(`options.${name}`, list);
  if (corpus !== undefined) expectStrings('options.corpus', corpus);
  if (size !== undefined) expectInteger('options.size', size, 1);
  if (cascade !== undefined) expectBoolean('options.cascade', cascade);
}

async function prune(
  { checkpoint, tokenizer: before }: OpenedModel,
  options: PruneOptions,
  settings: CountOptions & { readonly padTo: number },
): Promise<ChangedVocabulary> {
  if (checkpoint.extraRows > 0 && settings.padTo > 1) {
    const message = 'padTo would part the rows behind the head from it; leave it out for this family';
    throw new TokengraftError('bad-argument', message);
  }
  refuseOtherInputs(checkpoint, 'pruning');
  const model = await readVocabularyModel(before);
  const choices = await describeChoices(before, model, checkpoint.directory);
  const kept = await chooseTokens(before, options, { choices, settings });
  const ids = renumber(kept);
  const map = { renamed: new Map(), ids: newIds(ids, before.idBound) };
  const reshaped = await reshapeTokenizer(
    before,
    map,
    settings.signal === undefined ? {} : { signal: settings.signal },
  );
  return {
    before,
    after: reshaped.tokenizer,
    tokens: [],
    added: byId(reshaped.tokenizer.addedTokens),
    ids,
    kept: ids,
    files: reshaped.files.map(asEdit),
    extras: new Map([[remapFile, renderRemap(before, reshaped.tokenizer, map.ids)]]),
    write: async (folder) => reshaped.save(folder),
  };
}

async function describeChoices(before: Tokenizer, model: VocabularyModel, folder: string): Promise<Choices> {
  const all = Array.from({ length: before.idBound }, (_, id) => id).filter((id) => before.idToToken(id) !== undefined);
  const parts = model.type === 'BPE' ? mergeParts(model) : new Map<number, never>();
  const fixed = new Set([...before.addedTokens.map(({ id }) => id), ...alphabetOf(model, parts)]);
  for (const id of await namedIds(folder)) if (before.idToToken(id) !== undefined) fixed.add(id);
  const closed = keepTokens([], { all, fixed, parts, nameOf: () => undefined });
  return { all, fixed: closed, parts, nameOf: (id) => before.idToToken(id) };
}

/** Byte tokens, the unknown token, and, where no byte tokens stand in for them, single characters. */
function alphabetOf(model: VocabularyModel, parts: ReadonlyMap<number, unknown>): number[] {
  return [...model.ids].flatMap(([token, id]) => {
    const isByte = /^<0x[0-9A-F]{2}>$/.test(token);
    const isCharacter = !model.byteFallback && !parts.has(id) && isSingle(token, model);
    return isByte || isCharacter || token === model.unknown ? [id] : [];
  });
}

function isSingle(token: string, { affixes }: VocabularyModel): boolean {
  const bare = affixes.reduce((rest, affix) => (rest === affix ? rest : rest.replace(affix, '')), token);
  return Array.from(bare).length === 1;
}

async function chooseTokens(
  before: Tokenizer,
  { keep, drop, cascade = false, corpus, size, ids }: PruneOptions,
  { choices, settings }: { readonly choices: Choices; readonly settings: CountOptions },
): Promise<ReadonlySet<number>> {
  if (keep !== undefined) return keepTokens(findTokens(before, keep), choices);
  if (drop !== undefined) return dropTokens(new Set(findTokens(before, drop)), { cascade }, choices);
  if (corpus !== undefined) return keepBySize(size ?? 0, await countCorpus(before, corpus, settings), choices);
  const recorded = (ids ?? []).flatMap(({ begin, end }) => Array.from({ length: end - begin }, (_, at) => begin + at));
  return new Set(findTokens(before, recorded));
}

function findTokens(before: Tokenizer, wanted: readonly (string | number)[]): number[] {
  return wanted.map((token) => {
    const id = typeof token === 'number' ? token : before.tokenToId(token);
    if (id !== undefined && before.idToToken(id) !== undefined) return id;
    const message = `${before.source.file} has no token ${JSON.stringify(token)}; tokens are spelled as the vocabulary spells them`;
    throw new TokengraftError('not-found', message, { token });
  });
}
