// Truncation and padding under the names of Hugging Face `tokenizers`, as arguments and as a tokenizer.json writes them.

import {
  checkPadding,
  checkTruncation,
  type PaddingOptions,
  type Side,
  type TruncationOptions,
  type TruncationStrategy,
} from '../framing/truncation-options.js';
import type { FileSettings } from '../framing/file-settings.js';
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

const strategyNames = { longest_first: 'LongestFirst', only_first: 'OnlyFirst', only_second: 'OnlySecond' } as const;
const sideNames = { left: 'Left', right: 'Right' } as const;

/** The JSON texts of "truncation" and "padding". */
export function writeFileSettings({ truncation, padding }: FileSettings): Record<'truncation' | 'padding', string> {
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
