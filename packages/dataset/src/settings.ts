// What a run is asked to do, as plain data: checked once, hashed into the plan, read by every stage.

import {
  expectBoolean,
  expectInteger,
  expectObject,
  expectOneOf,
  expectString,
  TokengraftError,
} from '@tokengraft/errors';
import { shapeNamed, shapeNames, type ShapeName } from './shapes/index.js';

export const packings = ['none', 'wrap', 'bfd', 'bfd-split'] as const;
export const paddings = ['none', 'longest', 'max_length'] as const;
export const sides = ['left', 'right'] as const;
/**
 * side: cut at one side. content: the same, but never the template or the stop token. keep-answer: as content, the prompt first.
 * overflow: the rest becomes further rows.
 */
export const truncations = ['side', 'content', 'keep-answer', 'overflow', 'drop', 'error'] as const;
export const badRowPolicies = ['error', 'skip', 'quarantine'] as const;
export const eosPolicies = ['all', 'turn', 'last', 'none'] as const;
export const renderings = ['auto', 'template', 'plain'] as const;
export const supervisions = ['answer', 'all'] as const;
export const specialPolicies = ['match', 'literal', 'refuse'] as const;
export const emptyPolicies = ['keep', 'drop', 'error'] as const;

export interface DatasetSettings {
  readonly shape: ShapeName | 'auto';
  /** Our column → the file's. */
  readonly columns: Readonly<Record<string, string>>;
  /** auto: a conversation goes through the model's chat template where it has one, everything else is laid end to end. */
  readonly rendering: (typeof renderings)[number];
  /** What a template's clock shows, as an ISO date or time. Empty: the day of the plan, for templates that look at it. */
  readonly now: string;
  /** Stands between turns that are laid end to end. */
  readonly separator: string;
  readonly addSpecialTokens: boolean;
  readonly special: (typeof specialPolicies)[number];
  /** Where the end-of-sequence token is put between turns that are laid end to end. */
  readonly eos: (typeof eosPolicies)[number];
  /** Which of the stop tokens are learnt. */
  readonly trainOnEos: (typeof eosPolicies)[number];
  readonly supervise: (typeof supervisions)[number];
  /** 0: the model's, else 2048. */
  readonly maxLength: number;
  readonly truncation: (typeof truncations)[number];
  readonly truncationSide: (typeof sides)[number];
  /** Ids that an overflowing row repeats of the one before. */
  readonly stride: number;
  readonly padding: (typeof paddings)[number];
  readonly paddingSide: (typeof sides)[number];
  readonly padToMultipleOf: number;
  /** -1: the tokenizer's pad token, else its end-of-sequence token. */
  readonly padId: number;
  readonly packing: (typeof packings)[number];
  /** The share of rows, chosen by the hash of their content, that becomes the validation split. */
  readonly validation: number;
  readonly deduplicate: boolean;
  readonly badRows: (typeof badRowPolicies)[number];
  /** What becomes of rows without a supervised token. */
  readonly unsupervised: (typeof emptyPolicies)[number];
  /** A longer row is a bad one. */
  readonly maxRowBytes: number;
}

export const defaultSettings: DatasetSettings = {
  shape: 'auto',
  columns: {},
  rendering: 'auto',
  now: '',
  separator: '',
  addSpecialTokens: true,
  special: 'match',
  eos: 'none',
  trainOnEos: 'turn',
  supervise: 'answer',
  maxLength: 0,
  truncation: 'side',
  truncationSide: 'right',
  stride: 0,
  padding: 'none',
  paddingSide: 'right',
  padToMultipleOf: 1,
  padId: -1,
  packing: 'none',
  validation: 0,
  deduplicate: false,
  badRows: 'error',
  unsupervised: 'keep',
  maxRowBytes: 16 * 2 ** 20,
};

/** More ids a row than any trainer takes; the bound of what a row may allocate. */
export const longestRow = 2 ** 24;

/** `given` over the defaults. A wrong type is a TypeError; settings that contradict each other fail with `bad-argument`. */
export function readSettings(given: Partial<DatasetSettings> = {}): DatasetSettings {
  const unknown = Object.keys(expectObject('settings', given)).find((key) => !Object.hasOwn(defaultSettings, key));
  if (unknown !== undefined) throw new TypeError(`settings.${unknown} is no setting of a data set`);
  const settings = { ...defaultSettings, ...dropUndefined(given) };
  checkTypes(settings);
  refuseContradictions(settings);
  return { ...settings, columns: { ...settings.columns } };
}

function dropUndefined(given: Partial<DatasetSettings>): Partial<DatasetSettings> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function checkTypes(settings: DatasetSettings): void {
  expectOneOf('settings.shape', settings.shape, ['auto', ...shapeNames]);
  for (const [key, value] of Object.entries(expectObject('settings.columns', settings.columns))) {
    expectString(`settings.columns.${key}`, value);
  }
  const choices = {
    rendering: renderings,
    special: specialPolicies,
    eos: eosPolicies,
    trainOnEos: eosPolicies,
    supervise: supervisions,
    truncation: truncations,
    truncationSide: sides,
    padding: paddings,
    paddingSide: sides,
    packing: packings,
    badRows: badRowPolicies,
    unsupervised: emptyPolicies,
  } as const;
  for (const [key, allowed] of Object.entries(choices)) {
    expectOneOf(`settings.${key}`, settings[key as keyof typeof choices], allowed);
  }
  expectString('settings.separator', settings.separator);
  expectString('settings.now', settings.now);
  expectBoolean('settings.addSpecialTokens', settings.addSpecialTokens);
  expectBoolean('settings.deduplicate', settings.deduplicate);
  expectInteger('settings.maxLength', settings.maxLength, 0, longestRow);
  expectInteger('settings.stride', settings.stride, 0, longestRow);
  expectInteger('settings.padToMultipleOf', settings.padToMultipleOf, 1, 2 ** 16);
  expectInteger('settings.padId', settings.padId, -1, 2 ** 31 - 1);
  expectInteger('settings.maxRowBytes', settings.maxRowBytes, 1, 2 ** 28);
  const { validation } = settings;
  if (typeof validation !== 'number' || !(validation >= 0 && validation < 1)) {
    throw new TypeError(`expected a number from 0 to below 1 for settings.validation, received ${String(validation)}`);
  }
}

function refuseContradictions({ packing, padding, truncation, stride }: DatasetSettings): void {
  if (packing !== 'none' && padding === 'longest') {
    refuse('packed rows are padded to max_length or not at all; padding "longest" makes no sense with packing');
  }
  if (stride > 0 && truncation !== 'overflow') refuse('a stride needs truncation "overflow"');
}

function refuse(message: string): never {
  throw new TokengraftError('bad-argument', message);
}

/** The shape that a user's word means; `bad-argument` names the choices. */
export function readShapeName(name: string): ShapeName | 'auto' {
  const shape = name === 'auto' ? name : shapeNamed(name);
  if (shape !== undefined) return shape;
  throw new TokengraftError(
    'bad-argument',
    `${name} is no shape of rows; the shapes are auto, ${shapeNames.join(', ')}`,
  );
}
