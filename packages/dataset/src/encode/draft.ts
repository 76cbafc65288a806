// A row between text and ids: pieces of text, each encoded by itself, and ids that stand between them.

import type { Example, Turn } from '../shapes/example.js';
import type { DatasetSettings } from '../settings.js';
import type { CutRow } from './truncate.js';

/** A stretch of text that is supervised as a whole or not at all. */
export interface Part {
  readonly text: string;
  readonly supervised: boolean;
}

export type Piece =
  | readonly Part[]
  | { readonly id: number; readonly supervised: boolean }
  /** Encoded already. */
  | { readonly ids: Uint32Array; readonly runs: readonly number[] };

export interface Draft {
  readonly pieces: readonly Piece[];
  /** Whether the tokenizer's own frame (BOS …) goes around it; a chat template writes its own. */
  readonly framed: boolean;
  /** Its special tokens are a template's, and match whatever the settings say of those in text. */
  readonly templated?: true;
  /** Makes it rows of at most so many ids, where that takes more than the ids; undefined: their row is cut. */
  readonly cut?: ((maxLength: number) => readonly CutRow[]) | undefined;
}

export function isText(piece: Piece): piece is readonly Part[] {
  return Array.isArray(piece);
}

type PlainSettings = Pick<DatasetSettings, 'separator' | 'eos' | 'trainOnEos' | 'supervise' | 'addSpecialTokens'>;

/** Turns laid end to end, with the separator between them, cut where the end-of-sequence token comes in. */
export function draftPlainly({ turns }: Example, settings: PlainSettings, eosId: number | undefined): Draft {
  const pieces: Piece[] = [];
  let parts: Part[] = [];
  for (const [index, turn] of turns.entries()) {
    const isLast = index === turns.length - 1;
    parts.push({ text: turn.text, supervised: isSupervised(turn, settings) });
    if (!isLast && settings.separator !== '') parts.push({ text: settings.separator, supervised: false });
    if (eosId === undefined || !endsWithEos(turn, isLast, settings.eos)) continue;
    pieces.push(parts, { id: eosId, supervised: learnsEos(turn, isLast, settings) });
    parts = [];
  }
  if (parts.length > 0) pieces.push(parts);
  return { pieces, framed: settings.addSpecialTokens };
}

type TurnFacts = Pick<Turn, 'supervised'>;

export function isSupervised(turn: TurnFacts, { supervise }: Pick<PlainSettings, 'supervise'>): boolean {
  return supervise === 'all' || turn.supervised;
}

export function endsWithEos(turn: TurnFacts, isLast: boolean, eos: PlainSettings['eos']): boolean {
  if (eos === 'all') return true;
  return eos === 'turn' ? turn.supervised : eos === 'last' && isLast;
}

export function learnsEos(turn: TurnFacts, isLast: boolean, settings: PlainSettings): boolean {
  const { trainOnEos } = settings;
  if (trainOnEos === 'all') return true;
  return trainOnEos === 'turn' ? isSupervised(turn, settings) : trainOnEos === 'last' && isLast;
}
