// Examples to rows of ids: draft, encode, frame, cut.

import type { Tokenizer } from '@tokengraft/tokenizer';
import type { Example } from '../shapes/example.js';
import type { DatasetSettings } from '../settings.js';
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
  readonly #prefix: Uint32Array;
  readonly #suffix: Uint32Array;
  readonly #special: ReadonlySet<number>;
  readonly #rule: CutRule;

  constructor(tokenizer: Tokenizer, settings: DatasetSettings, facts: ModelFacts, draftChat?: DraftChat) {
    this.#settings = settings;
    this.#facts = facts;
    this.#draftChat = draftChat;
    this.#pieces = new PieceEncoder(tokenizer, settings.special);
    ({ prefix: this.#prefix, suffix: this.#suffix } = frameOf(tokenizer));
    this.#special = new Set(tokenizer.specialTokens.map(({ id }) => id));
    this.#rule = ruleOf(settings, facts);
  }

  /** The rows of an example: one, or more where it overflows. */
  encode(example: Example): readonly CutRow[] {
    const draft = this.#draft(example);
    const { row, tail } = this.#assemble(draft);
    const head = draft.framed ? this.#prefix.length : 0;
    return cutRow({ row, head, tail: tail + (draft.framed ? this.#suffix.length : 0) }, this.#rule);
  }

  #draft(example: Example): Draft {
    const drafted = this.#draftChat?.(example);
    return drafted ?? draftPlainly(example, this.#settings, this.#facts.eosId);
  }

  #assemble({ pieces, framed }: Draft): { row: TokenRow; tail: number } {
    const out = new RowBuffer();
    if (framed) out.add(this.#prefix, []);
    for (const piece of pieces) {
      const { ids, runs } = this.#encodePiece(piece);
      out.add(ids, runs);
    }
    const tail = this.#stopLength(pieces.at(-1), out);
    // A tokenizer that ends every text by the stop token itself (T5) needs none of ours.
    if (framed) out.add(this.#suffix, []);
    return { row: out.take(), tail };
  }

  #encodePiece(piece: Piece): TokenRow {
    if (isText(piece)) return this.#pieces.encode(piece);
    if ('ids' in piece) return piece;
    return { ids: Uint32Array.of(piece.id), runs: piece.supervised ? [0, 1] : [] };
  }

  /** How many ids at the end stop the answer and are kept by the careful ways of cutting. */
  #stopLength(last: Piece | undefined, out: RowBuffer): number {
    if (last === undefined) return 0;
    if ('id' in last) return 1;
    if (this.#settings.truncation === 'side') return 0;
    const near = out.last(longestStop);
    const at = near.findLastIndex((id) => this.#special.has(id));
    return at < 0 ? 0 : near.length - at;
  }
}

/** A stop token and the line end that templates put behind it. */
const longestStop = 3;

function ruleOf({ packing, truncation, truncationSide, stride }: DatasetSettings, facts: ModelFacts): CutRule {
  // These ways of packing cut documents themselves, and lose nothing.
  const cutLater = packing === 'wrap' || packing === 'bfd-split';
  return { truncation, truncationSide, stride, maxLength: cutLater ? Infinity : facts.maxLength };
}

/** What the tokenizer puts around a text. */
function frameOf(tokenizer: Tokenizer): { prefix: Uint32Array; suffix: Uint32Array } {
  const { ids, specialTokensMask: mask } = tokenizer.encoding('a');
  const first = mask.indexOf(0);
  const last = mask.lastIndexOf(0);
  if (first < 0) return { prefix: new Uint32Array(), suffix: new Uint32Array() };
  return { prefix: ids.slice(0, first), suffix: ids.slice(last + 1) };
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

  last(count: number): Uint32Array {
    this.#parts = [this.#joined()];
    return this.#parts[0]?.subarray(-count) ?? new Uint32Array();
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
