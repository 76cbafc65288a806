// LIMA's end of turn as one operation: token, rows, template, stop ids and special-token files change together.

import { join } from 'node:path';
import { checkChat, loadChatTemplate, readStopIds, type ChatReport } from '@tokengraft/chat';
import { openCheckpoint } from '@tokengraft/checkpoint';
import { writeFileBeside } from '@tokengraft/documents';
import { expectBoolean, expectString, TokengraftError } from '@tokengraft/errors';
import { loadTokenizer } from '@tokengraft/tokenizer';
import { extendVocabulary } from '../extend.js';
import type { ExtendOptions } from '../extend-options.js';
import type { SurgeryReport } from '../surgery-report.js';
import { checkTarget, createOutputFolder } from '../output-folder.js';
import { recordStep } from '../recipe.js';
import { repurposeTokens } from '../repurpose.js';
import type { ConfigurationEdit } from '../vocabulary-plan.js';
import { planEndOfTurn, stopsAt, stopsBefore } from './end-of-turn-edits.js';
import { chooseTemplate, type EndOfTurnTemplate } from './end-of-turn-template.js';

export interface EndOfTurnOptions extends Omit<ExtendOptions, 'tokens' | 'specialTokens' | 'fromTokenizer' | 'sample'> {
  /** The token that ends every turn, for instance `<|eot|>`. */
  readonly token: string;
  /**
   * A built-in template's name, or a file. Default: the model's own template with the token that ends turns replaced, or
   * LIMA's where the model has none.
   */
  readonly template?: string;
  /** A token to take over, so that no row is added: a reserved one. Default: the token gets a new id. */
  readonly repurpose?: string;
  /**
   * Name the token under `stop_strings` of generation_config.json even where the model has none; strings that are there get it
   * beside them always. With the field, `generate` of transformers wants to be given a tokenizer. Default true.
   */
  readonly stopStrings?: boolean;
}

export interface EndOfTurnReport {
  readonly schemaVersion: 1;
  readonly dryRun: boolean;
  readonly token: string;
  readonly id: number;
  /** Where the template comes from. */
  readonly template: string;
  /** Ids at which generation stops: the new one first. */
  readonly stopIds: readonly number[];
  /** The `stop_strings` of the generation configuration: the new one first; empty where it is to have none. */
  readonly stopStrings: readonly string[];
  /** Fields beside those of the extension. */
  readonly edits: readonly ConfigurationEdit[];
  readonly extension: SurgeryReport;
  /** What `checkChat` says of the result; absent in a dry run. */
  readonly check?: ChatReport;
  readonly out?: string;
}

/** See index.ts. */
export async function addEndOfTurn(source: string, options: EndOfTurnOptions): Promise<EndOfTurnReport> {
  expectString('source', source);
  const { token, template, repurpose, stopStrings = true, out, force, dryRun, ...surgery } = options;
  expectBoolean('options.stopStrings', stopStrings);
  if (expectString('options.token', token) === '') throw new TokengraftError('bad-argument', 'options.token is empty');
  const chosen = await chooseFor(source, token, template);
  const change: Change = (where) => changeVocabulary(source, { token, repurpose, chosen }, { ...surgery, ...where });
  return endTurns({ source, token, chosen, change, stopStrings }, { out, force, dryRun });
}

export interface TurnEnding {
  readonly source: string;
  readonly token: string;
  readonly chosen: Pick<EndOfTurnTemplate, 'origin' | 'source'>;
  readonly stopStrings?: boolean;
  /** Gives the token its id and its rows. */
  readonly change: Change;
}

export interface EndingTarget {
  readonly out: string | undefined;
  readonly force: boolean | undefined;
  readonly dryRun: boolean | undefined;
}

/** Carries out `change`, and makes everything beside the tables agree that turns end with the token. */
export async function endTurns(
  ending: TurnEnding,
  { out, force = false, dryRun = false }: EndingTarget,
): Promise<EndOfTurnReport> {
  const { source, change } = ending;
  const stops = await stopsBefore(source);
  if (dryRun) return describe(source, { ...ending, stops }, await change({ dryRun: true }));
  if (out === undefined) {
    throw new TokengraftError('bad-argument', 'there is no output folder: pass out, or dryRun to see the plan');
  }
  await checkTarget(expectString('options.out', out), { source, force });
  const output = await createOutputFolder(out, { source, force });
  try {
    const extension = await change({ out: output.folder });
    const report = await describe(output.folder, { ...ending, stops }, extension);
    const check = await finishModel(output.folder, { ...ending, stops }, report);
    await output.commit();
    return { ...report, extension: { ...extension, out: output.target }, check, out: output.target };
  } catch (error) {
    await output.discard().catch(() => undefined);
    throw error;
  }
}

export type Change = (where: { readonly out: string } | { readonly dryRun: true }) => Promise<SurgeryReport>;

interface TokenChange {
  readonly token: string;
  readonly repurpose: string | undefined;
  readonly chosen: EndOfTurnTemplate;
}

/** A new id for the token, or the id of the one that it takes over. */
async function changeVocabulary(
  source: string,
  { token, repurpose, chosen }: TokenChange,
  options: ExtendOptions,
): Promise<SurgeryReport> {
  if (repurpose === undefined) {
    return extendVocabulary(source, { ...options, specialTokens: [token, ...chosen.specialTokens] });
  }
  const tokenizer = await loadTokenizer(source);
  const missing = chosen.specialTokens.filter((content) => tokenizer.tokenToId(content) === undefined);
  if (missing.length > 0 || options.padTo !== undefined) {
    const what = missing.length > 0 ? `the template needs ${missing.join(', ')}, too` : 'padTo grows the tables';
    throw new TokengraftError('bad-argument', `repurpose adds no rows, but ${what}; extend the model first`, {
      missing,
    });
  }
  return repurposeTokens(source, {
    ...options,
    tokens: { [expectString('options.repurpose', repurpose)]: token },
    special: true,
  });
}

async function chooseFor(source: string, token: string, template: string | undefined): Promise<EndOfTurnTemplate> {
  const tokenizer = await loadTokenizer(source);
  const specials = tokenizer.specialTokens.map(({ content }) => content);
  const hasToken = (content: string): boolean => tokenizer.tokenToId(content) !== undefined;
  return chooseTemplate({ folder: source, token, template, specials, hasToken });
}

interface PlannedEnding extends TurnEnding {
  /** Ids at which generation stopped before. */
  readonly stops: readonly number[];
}

/** The report as far as it is known before anything is written; `folder` holds the files to be edited. */
async function describe(
  folder: string,
  { chosen, token, stops, stopStrings = false }: PlannedEnding,
  extension: SurgeryReport,
): Promise<EndOfTurnReport> {
  const id = extension.plan.tokens.find(({ content }) => content === token)?.id;
  if (id === undefined) throw new TokengraftError('internal', `the plan does not name ${token}`);
  const plan = await planEndOfTurn(folder, { token, id, templateSource: chosen.source, stops, stopStrings });
  return {
    schemaVersion: 1,
    dryRun: extension.dryRun,
    token,
    id,
    template: chosen.origin,
    stopIds: stopsAt({ id, stops }),
    stopStrings: plan.stopStrings,
    edits: plan.fields,
    extension,
  };
}

/** Edits the extended folder and proves that the model in it can stop. */
async function finishModel(
  folder: string,
  { chosen, token, stops, stopStrings = false }: PlannedEnding,
  { id }: EndOfTurnReport,
): Promise<ChatReport> {
  const { texts } = await planEndOfTurn(folder, { token, id, templateSource: chosen.source, stops, stopStrings });
  for (const [file, text] of texts) await writeFileBeside(join(folder, file), text);
  const { shards } = await openCheckpoint(folder);
  const step = {
    edited: [...texts.keys()],
    endOfTurn: { token, template: chosen.source, ...(stopStrings ? { stopStrings } : {}) },
  };
  await recordStep(folder, step, new Set(shards.map(({ file }) => file)));
  const template = await loadChatTemplate(folder);
  const tokenizer = await loadTokenizer(folder);
  const check = await checkChat({ template, tokenizer, stopIds: await readStopIds(folder) });
  const broken = check.checks.filter(({ name, ok }) => !ok && provenHere.has(name));
  if (broken.length === 0) return check;
  const reasons = broken.map(({ name, examples }) => `${name}: ${examples[0]?.reason ?? ''}`).join('; ');
  throw new TokengraftError(
    'verification-failed',
    `the model would not stop at ${token}, nothing was written: ${reasons}`,
    {
      checks: broken,
    },
  );
}

/** What the operation promises; what else the check says is reported. */
const provenHere: ReadonlySet<string> = new Set([
  'renders',
  'masks-agree',
  'stop-emitted',
  'stop-is-one-id',
  'stop-configured',
  'stop-supervised',
  'content-inert',
]);
