// Truncation and padding as a tokenizer.json writes them.

import { findMember, readTextFile } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';
import type { TokenizerSource } from '../source.js';
import {
  checkPadding,
  checkTruncation,
  type PaddingOptions,
  type Side,
  type TruncationOptions,
  type TruncationStrategy,
} from './truncation-options.js';

/** What a tokenizer.json asks for itself; both undefined for other formats, which have no such members. */
export interface FileSettings {
  readonly truncation: Required<TruncationOptions> | undefined;
  readonly padding: Required<PaddingOptions> | undefined;
}

export async function readFileSettings({ format, file }: TokenizerSource): Promise<FileSettings> {
  if (format !== 'tokenizer.json') return { truncation: undefined, padding: undefined };
  return fileSettingsOf(await readTextFile(file), file);
}

/** The settings of the document `json`, called `name` in messages. */
export function fileSettingsOf(json: string, name: string): FileSettings {
  const member = (key: string): unknown => {
    const range = findMember(json, key, name);
    return range === undefined ? undefined : JSON.parse(json.slice(range.start, range.end));
  };
  return checkSettings({ truncation: member('truncation'), padding: member('padding') }, name);
}

function checkSettings(members: { truncation: unknown; padding: unknown }, name: string): FileSettings {
  try {
    return { truncation: truncationOf(members.truncation), padding: paddingOf(members.padding) };
  } catch (error) {
    const message = `${name}: its truncation or padding cannot be applied: ${error instanceof Error ? error.message : String(error)}`;
    throw new TokengraftError('bad-file', message, { file: name }, { cause: error });
  }
}

const strategies = { LongestFirst: 'longest_first', OnlyFirst: 'only_first', OnlySecond: 'only_second' } as const;

function truncationOf(value: unknown): FileSettings['truncation'] {
  if (value === undefined || value === null) return undefined;
  const { max_length, stride, strategy, direction } = value as Record<string, unknown>;
  return checkTruncation({
    maxLength: max_length as number,
    stride: (stride ?? 0) as number,
    strategy: strategyNamed(strategy),
    side: lower(direction),
  });
}

function strategyNamed(value: unknown): TruncationStrategy {
  const known: Record<string, unknown> = strategies;
  return (known[String(value)] ?? value ?? 'longest_first') as TruncationStrategy;
}

function paddingOf(value: unknown): FileSettings['padding'] {
  if (value === undefined || value === null) return undefined;
  const { strategy, direction, pad_to_multiple_of, pad_id, pad_type_id, pad_token } = value as Record<string, unknown>;
  const fixed = typeof strategy === 'object' && strategy !== null ? (strategy as { Fixed?: unknown }).Fixed : undefined;
  if (fixed === undefined && strategy !== 'BatchLongest')
    throw new TypeError('padding.strategy is neither BatchLongest nor Fixed');
  return checkPadding({
    length: fixed === undefined ? 'longest' : (fixed as number),
    padToMultipleOf: ((pad_to_multiple_of as number | null) ?? 1) || 1,
    side: lower(direction),
    padId: (pad_id ?? 0) as number,
    padTypeId: (pad_type_id ?? 0) as number,
    padToken: (pad_token ?? '[PAD]') as string,
  });
}

function lower(direction: unknown): Side {
  return (typeof direction === 'string' ? direction.toLowerCase() : 'right') as Side;
}
