// Truncation and padding under the names of Hugging Face `tokenizers`, as arguments and as a tokenizer.json writes them.

import { TokengraftError } from '@tokengraft/errors';
import {
  checkPadding,
  checkTruncation,
  type PaddingOptions,
  type Side,
  type TruncationOptions,
  type TruncationStrategy,
} from '../framing/truncation-options.js';
import { refuseUnknownOptions } from '../known-options.js';

export interface TruncationSettings {
  /** Default 0. */
  readonly stride?: number;
  /** Default 'longest_first'. */
  readonly strategy?: TruncationStrategy;
  /** Default 'right'. */
  readonly direction?: Side;
}

export interface PaddingSettings {
  /** Default 'right'. */
  readonly direction?: Side;
  /** Default 0. */
  readonly pad_id?: number;
  /** Default 0. */
  readonly pad_type_id?: number;
  /** Default '[PAD]'. */
  readonly pad_token?: string;
  /** Default: the longest encoding of a batch. */
  readonly length?: number;
  readonly pad_to_multiple_of?: number;
}

export function readTruncation(max_length: number, settings: TruncationSettings): Required<TruncationOptions> {
  refuseUnknownOptions(settings, ['stride', 'strategy', 'direction']);
  const { stride = 0, strategy = 'longest_first', direction = 'right' } = settings;
  return checkTruncation({ maxLength: max_length, stride, strategy, side: direction });
}

export function readPadding(settings: PaddingSettings): Required<PaddingOptions> {
  refuseUnknownOptions(settings, paddingKeys);
  const { direction = 'right', pad_id = 0, pad_type_id = 0, pad_token = '[PAD]' } = settings;
  return checkPadding({
    length: settings.length ?? 'longest',
    padToMultipleOf: settings.pad_to_multiple_of ?? 1,
    side: direction,
    padId: pad_id,
    padToken: pad_token,
    padTypeId: pad_type_id,
  });
}

const paddingKeys = ['direction', 'pad_id', 'pad_type_id', 'pad_token', 'length', 'pad_to_multiple_of'] as const;

/** The settings a tokenizer.json has for itself. */
export interface OwnSettings {
  readonly truncation: Required<TruncationOptions> | undefined;
  readonly padding: Required<PaddingOptions> | undefined;
}

/** `members`: the values of "truncation" and "padding" of the document called `name`. */
export function readOwnSettings(members: { truncation: unknown; padding: unknown }, name: string): OwnSettings {
  try {
    return { truncation: ownTruncation(members.truncation), padding: ownPadding(members.padding) };
  } catch (error) {
    const message = `${name}: its truncation or padding cannot be applied: ${error instanceof Error ? error.message : String(error)}`;
    throw new TokengraftError('bad-file', message, { file: name }, { cause: error });
  }
}

const strategies = { LongestFirst: 'longest_first', OnlyFirst: 'only_first', OnlySecond: 'only_second' } as const;

function ownTruncation(value: unknown): OwnSettings['truncation'] {
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

function ownPadding(value: unknown): OwnSettings['padding'] {
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

const strategyNames = { longest_first: 'LongestFirst', only_first: 'OnlyFirst', only_second: 'OnlySecond' } as const;
const sideNames = { left: 'Left', right: 'Right' } as const;

/** The JSON texts of "truncation" and "padding". */
export function writeOwnSettings({ truncation, padding }: OwnSettings): Record<'truncation' | 'padding', string> {
  const written = {
    truncation: truncation && {
      direction: sideNames[truncation.side],
      max_length: truncation.maxLength,
      strategy: strategyNames[truncation.strategy],
      stride: truncation.stride,
    },
    padding: padding && {
      strategy: padding.length === 'longest' ? 'BatchLongest' : { Fixed: padding.length },
      direction: sideNames[padding.side],
      pad_to_multiple_of: padding.padToMultipleOf === 1 ? null : padding.padToMultipleOf,
      pad_id: padding.padId,
      pad_type_id: padding.padTypeId,
      pad_token: padding.padToken,
    },
  };
  return { truncation: JSON.stringify(written.truncation ?? null), padding: JSON.stringify(written.padding ?? null) };
}
