// Examples to rows of ids: draft, encode, frame, cut.

import type { Tokenizer } from '@tokengraft/tokenizer';
import type { Example } from '../shapes/example.js';
import type { DatasetSettings } from '../settings.js';
import { frameOf, noFrame, type Frame } from './frame.js';
import { draftPlainly, isText, type Draft, type Piece } from './draft.js';
import type { ModelFacts } from './model-facts.js';
import { PieceEncoder } from './token-bytes.js';
import { cutRow, moveRuns, type CutRow, type CutRule, type TokenRow } from './truncate.js';

/** Turns a conversation into text by a model's template; undefined for an example that is to be laid end to end. */
export type DraftChat = (example: Example) => Draft | undefined;

export class RowEncoder {
  readonly #settings: DatasetSettings;
  readonly #facts: ModelFacts;
  readonly #draftChat: DraftChat | undefined;
  readonly #pieces: PieceEncoder;
  /** Of texts that a template wrote. */
  readonly #templated: PieceEncoder;
  readonly #drafts = new WeakMap<Example, Draft>();
  readonly #frame: Frame;
  readonly #special: ReadonlySet<number>;
  readonly #rule: CutRule;

  constructor(tokenizer: Tokenizer, settings: DatasetSettings, facts: ModelFacts, draftChat?: DraftChat) {
    this.#settings = settings;
    this.#facts = facts;
    this.#draftChat = draftChat;
    this.#pieces = new PieceEncoder(tokenizer, settings.special);
    this.#templated = settings.special === 'match' ? this.#pieces : new PieceEncoder(tokenizer, 'match');
    this.#frame = frameOf(tokenizer);
    this.#special = new Set(tokenizer.specialTokens.map(({ id }) => id));
    this.#rule = ruleOf(settings, facts);
  }

  /** Ids that a row may have before it is cut. */
  get longest(): number {
    return this.#rule.maxLength;
  }

  /** Encodes the texts of many examples at once, on a CUDA device; until the next call, `encode` finds their ids. */
  async encodeAhead(examples: readonly Example[], signal?: AbortSignal): Promise<void> {
    const drafts = examples.flatMap((example) => this.#draftAhead(example));
    const encoders = new Set([this.#pieces, this.#templated]);
    for (const encoder of encoders) {
      const own = drafts.filter((draft) => this.#encoderOf(draft) === encoder);
      await encoder.encodeAhead(
        own.flatMap(({ pieces }) => pieces.filter(isText)),
        signal,
      );
    }
  }

  #encoderOf({ templated }: Draft): PieceEncoder {
    return templated === true ? this.#templated : this.#pieces;
  }

  /** None of an example that cannot be drafted: `encode` will say why. */
  #draftAhead(example: Example): Draft[] {
    try {
      const draft = this.#draft(example);
      this.#drafts.set(example, draft);
      return [draft];
    } catch {
      return [];
    }
  }

  /** The rows of an example: one, or more where it overflows. */
  encode(example: Example): readonly CutRow[] {
    const draft = this.#drafts.get(example) ?? this.#draft(example);
    const row = this.#assemble(draft);
    if (draft.cut !== undefined && row.ids.length > this.#rule.maxLength) return draft.cut(this.#rule.maxLength);
    const last = draft.pieces.at(-1);
    return this.#cut(row, { framed: draft.framed, stops: last !== undefined && 'id' in last });
  }

  /** The rows of a row that was put together by the same settings elsewhere. */
  cut(row: TokenRow): readonly CutRow[] {
    const { eos, addSpecialTokens: framed } = this.#settings;
    return this.#cut(row, { framed, stops: eos !== 'none' && this.#facts.eosId !== undefined });
  }

  /** `stops`: the content ends with a stop token that was put there. */
  #cut(row: TokenRow, { framed, stops }: Pick<Draft, 'framed'> & { readonly stops: boolean }): readonly CutRow[] {
    if (row.ids.length <= this.#rule.maxLength) return cutRow({ row, head: 0, tail: 0 }, this.#rule);
    const { prefix, suffix } = framed ? this.#frame : noFrame;
    const content = row.ids.subarray(0, row.ids.length - suffix.length);
    const tail = stops ? 1 : this.#stopLength(content.subarray(-longestStop));
    return cutRow({ row, head: prefix.length, tail: tail + suffix.length }, this.#rule);
  }

  #draft(example: Example): Draft {
    const drafted = this.#draftChat?.(example);
    return drafted ?? draftPlainly(example, this.#settings, this.#facts.eosId);
  }

  #assemble(draft: Draft): TokenRow {
    const { pieces, framed } = draft;
    const out = new RowBuffer();
    if (framed) out.add(this.#frame.prefix, []);
    for (const piece of pieces) {
      const { ids, runs } = encodePiece(piece, this.#encoderOf(draft));
      out.add(ids, runs);
    }
    // A tokenizer that ends every text by the stop token itself (T5) needs none of ours.
    if (framed) out.add(this.#frame.suffix, []);
    return out.take();
  }

  /** How many ids at the end stop the answer and are kept by the careful ways of cutting. */
  #stopLength(near: Uint32Array): number {
    if (this.#settings.truncation === 'side') return 0;
    const at = near.findLastIndex((id) => this.#special.has(id));
    return at < 0 ? 0 : near.length - at;
  }
}

function encodePiece(piece: Piece, encoder: PieceEncoder): TokenRow {
  if (isText(piece)) return encoder.encode(piece);
  if ('ids' in piece) return piece;
  return { ids: Uint32Array.of(piece.id), runs: piece.supervised ? [0, 1] : [] };
}

/** A stop token and the line end that templates put behind it. */
const longestStop = 3;

function ruleOf({ packing, truncation, truncationSide, stride }: DatasetSettings, facts: ModelFacts): CutRule {
  // These ways of packing cut documents themselves, and lose nothing.
  const cutLater = packing === 'wrap' || packing === 'bfd-split';
  return { truncation, truncationSide, stride, maxLength: cutLater ? Infinity : facts.maxLength };
}

/** Collects the parts of one row. */
class RowBuffer {
  #parts: Uint32Array[] = [];
  #length = 0;
  readonly #runs: number[] = [];

  add(ids: Uint32Array, runs: readonly number[]): void {
    moveRuns(runs, [0, ids.length], this.#length, this.#runs);
    this.#parts.push(ids.slice());
    this.#length += ids.length;
  }

  take(): TokenRow {
    return { ids: this.#joined(), runs: this.#runs };
  }

  #joined(): Uint32Array {
    if (this.#parts.length === 1) return this.#parts[0] ?? new Uint32Array();
    const ids = new Uint32Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      ids.set(part, at);
      at += part.length;
    }
    return ids;
  }
}
