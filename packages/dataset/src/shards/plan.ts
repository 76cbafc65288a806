// The plan of a run: a pure function of inputs and settings. Its SHA-256 names it, and every record of work repeats that name.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileError, isFile } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';
import type { Tokenizer } from '@tokengraft/tokenizer';
import { chatTemplateOf } from '../encode/chat-drafts.js';
import { readModelFacts, type ModelFacts } from '../encode/model-facts.js';
import type { Compression } from '../read/byte-stream.js';
import { recogniseFile, rowFormats, type RowFormatName } from '../read/index.js';
import type { RowFormat } from '../read/row-format.js';
import type { DatasetSettings } from '../settings.js';

export const planSchema = 1;

export interface PlannedInput {
  /** Absolute. */
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly format: RowFormatName;
  readonly compression: Compression;
}

/** The rows of `input` between `start` and `end`, in the unit of its format. */
export interface PlannedShard {
  readonly input: number;
  readonly start: number;
  readonly end: number;
}

export interface DatasetPlan {
  readonly schemaVersion: typeof planSchema;
  readonly planId: string;
  readonly tokenizer: { readonly path: string; readonly pattern?: string; readonly sha256: string };
  /** The model folder's chat template, where conversations go through one. */
  readonly template: { readonly sha256: string } | null;
  readonly facts: ModelFacts;
  readonly settings: DatasetSettings;
  readonly inputs: readonly PlannedInput[];
  readonly shards: readonly PlannedShard[];
}

export interface PlanRequest {
  readonly files: readonly string[];
  readonly tokenizer: Tokenizer;
  /** As `loadTokenizer` takes it. */
  readonly tokenizerPath: string;
  readonly pattern?: string;
  readonly settings: DatasetSettings;
  readonly inputFormat?: RowFormatName;
  readonly shardBytes: number;
}

export async function makePlan(request: PlanRequest): Promise<DatasetPlan> {
  const { tokenizer, pattern } = request;
  const inputs: PlannedInput[] = [];
  for (const file of request.files) inputs.push(await planInput(file, request.inputFormat));
  const shards: PlannedShard[] = [];
  for (const [index, input] of inputs.entries()) shards.push(...(await cutInput(input, index, request.shardBytes)));
  const { rendering } = request.settings;
  const template = rendering === 'plain' ? undefined : await chatTemplateOf(tokenizer.source.folder);
  if (template === undefined && rendering === 'template') refuseWithoutTemplate(tokenizer.source.folder);
  const settings = withClock(request.settings, template);
  return sealPlan({
    schemaVersion: planSchema,
    tokenizer: {
      path: resolve(request.tokenizerPath),
      ...(pattern === undefined ? {} : { pattern }),
      sha256: await hashTokenizer(tokenizer),
    },
    template: template === undefined ? null : { sha256: createHash('sha256').update(template).digest('hex') },
    facts: await readModelFacts(tokenizer, settings),
    settings,
    inputs,
    shards,
  });
}

/** All machines and days see one time. */
function withClock(settings: DatasetSettings, template: string | undefined): DatasetSettings {
  if (settings.now !== '' || template?.includes('strftime_now') !== true) return settings;
  return { ...settings, now: new Date().toISOString().slice(0, 10) };
}

/** The plan with its name. */
export function sealPlan(plan: Omit<DatasetPlan, 'planId'>): DatasetPlan {
  return { planId: nameOf(plan), ...plan };
}

/** What a plan without its name is called. Keys are sorted, so the order in which a plan was put together is no matter. */
export function nameOf(plan: Omit<DatasetPlan, 'planId'>): string {
  return createHash('sha256').update(canonical(plan)).digest('hex').slice(0, 32);
}

/** What a cache of results would be keyed by: tokenizer, template, settings and inputs, however they are cut. */
export function cacheKeyOf({ tokenizer, template, facts, settings, inputs }: DatasetPlan): string {
  const identities = inputs.map(({ size, mtimeMs, format, compression }) => ({ size, mtimeMs, format, compression }));
  const content = { tokenizer: tokenizer.sha256, template, facts, settings, inputs: identities };
  return createHash('sha256').update(canonical(content)).digest('hex').slice(0, 32);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}

async function planInput(file: string, named: RowFormatName | undefined): Promise<PlannedInput> {
  const path = resolve(file);
  const entry = await stat(path).catch((error: unknown) => {
    throw fileError(error, 'read', file);
  });
  if (!entry.isFile()) throw new TokengraftError('io', `cannot read ${file}: not a regular file`, { file });
  return { path, size: entry.size, mtimeMs: entry.mtimeMs, ...(await recogniseFile(path, named)) };
}

async function cutInput(input: PlannedInput, index: number, shardBytes: number): Promise<PlannedShard[]> {
  const { unit, seams }: RowFormat = rowFormats[input.format];
  if (unit === 'row' && seams !== undefined) return cutAtSeams(await seams(input.path), index, shardBytes);
  if (unit === 'whole' || input.compression !== 'none') return [{ input: index, start: 0, end: input.size }];
  const count = Math.max(1, Math.ceil(input.size / shardBytes));
  const edge = (at: number): number => Math.floor((input.size / count) * at);
  return Array.from({ length: count }, (_, at) => ({
    input: index,
    start: edge(at),
    end: at + 1 === count ? input.size : edge(at + 1),
  }));
}

function cutAtSeams(
  seams: readonly { readonly row: number; readonly bytes: number }[],
  input: number,
  shardBytes: number,
): PlannedShard[] {
  const shards: PlannedShard[] = [];
  let from = seams[0] ?? { row: 0, bytes: 0 };
  for (const seam of seams.slice(1)) {
    const isLast = seam === seams.at(-1);
    if (!isLast && seam.bytes - from.bytes < shardBytes) continue;
    shards.push({ input, start: from.row, end: seam.row });
    from = seam;
  }
  return shards.length === 0 ? [{ input, start: 0, end: 0 }] : shards;
}

/** The tokenizer's files that decide about ids. */
export async function hashTokenizer({ source }: Tokenizer): Promise<string> {
  const digest = createHash('sha256');
  const beside = ['tokenizer_config.json', 'special_tokens_map.json', 'added_tokens.json'];
  const files = [source.file, source.merges ?? '', ...beside.map((name) => join(source.folder, name))];
  for (const file of files) {
    if (file === '' || !(await isFile(file))) continue;
    digest.update(`${basename(file)}\0`);
    try {
      for await (const chunk of createReadStream(file)) digest.update(chunk as Buffer);
    } catch (error) {
      throw fileError(error, 'read', file);
    }
  }
  return digest.digest('hex');
}

function refuseWithoutTemplate(folder: string): never {
  const message = `${folder} has no chat template; pass a model folder that has one, or set rendering to plain`;
  throw new TokengraftError('not-found', message, { folder });
}
