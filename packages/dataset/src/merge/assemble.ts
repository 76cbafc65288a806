// Documents into finished rows, by the settings' way of packing and padding. Ways that must know all lengths first keep
// an index of 20 bytes a row and read the rows a second time.

import { TokengraftError } from '@tokengraft/errors';
import type { RowCount } from '@tokengraft/tokenizer';
import type { ModelFacts } from '../encode/model-facts.js';
import { packBestFit } from '../pack/best-fit.js';
import { sliceDocument, Wrapper } from '../pack/wrap.js';
import { BlockBuilder, type RowDocument, type RowForm } from '../rows/block-builder.js';
import type { OutputBlock } from '../rows/output-block.js';
import type { DatasetSettings } from '../settings.js';
import { DocumentIndex } from './document-index.js';
import type { StreamedRow } from './row-stream.js';

export interface Assembler {
  /** A promise where the row makes others be written. */
  add(row: StreamedRow): Promise<void> | undefined;
  /** Takes and counts what it can of `words`, many rows at once; see BlockBuilder. */
  readonly addRows?: (words: Uint32Array, count: RowCount) => void;
  end(): Promise<void>;
}

export interface AssemblyRequest {
  readonly root: string;
  readonly settings: DatasetSettings;
  readonly facts: ModelFacts;
  readonly paired: boolean;
  readonly onBlock: (block: OutputBlock) => Promise<void>;
}

export function createAssembler(request: AssemblyRequest): Assembler {
  const { packing, padding } = request.settings;
  if (request.paired && packing !== 'none') {
    throw new TokengraftError(
      'bad-argument',
      `comparisons are rows of their own; packing "${packing}" would part them`,
    );
  }
  if (packing === 'wrap') return wrapping(request);
  if (packing !== 'none') return new BestFit(request);
  return padding === 'longest' ? new Longest(request) : oneByOne(request);
}

/** The length that every finished row has, where it is known beforehand. */
export function fixedLengthOf(
  { padding, padToMultipleOf }: DatasetSettings,
  { maxLength }: ModelFacts,
): number | undefined {
  return padding === 'max_length' ? Math.ceil(maxLength / padToMultipleOf) * padToMultipleOf : undefined;
}

function formOf({ settings, facts, paired }: AssemblyRequest, padTo?: number): RowForm {
  const { paddingSide, padToMultipleOf, padding, packing } = settings;
  return {
    paddingSide,
    // A multiple is a way of padding, too, so it holds without another one.
    padToMultipleOf,
    packed: packing !== 'none',
    paired,
    padId: facts.padId,
    padTo: padTo ?? (padding === 'max_length' ? facts.maxLength : 0),
  };
}

function oneByOne(request: AssemblyRequest): Assembler {
  const builder = new BlockBuilder(formOf(request), request.onBlock);
  return {
    add: ({ row }) => builder.addRow([row], row.side === 1 ? 1 : 0),
    addRows: (words, count) => builder.takeRows(words, count),
    end: async () => builder.flush(),
  };
}

function wrapping(request: AssemblyRequest): Assembler {
  const builder = new BlockBuilder(formOf(request), request.onBlock);
  const wrapper = new Wrapper(request.facts.maxLength, (documents) => builder.addRow(documents));
  return {
    add: ({ row }) => wrapper.add(row),
    end: async () => {
      await wrapper.end();
      await builder.flush();
    },
  };
}

/** Pads to the longest row of all. */
class Longest implements Assembler {
  readonly #request: AssemblyRequest;
  readonly #index: DocumentIndex;
  readonly #chosen: number[] = [];

  constructor(request: AssemblyRequest) {
    this.#request = request;
    this.#index = new DocumentIndex(request.root);
  }

  add(streamed: StreamedRow): undefined {
    this.#index.add(streamed, 0, streamed.row.ids.length);
    if (this.#request.paired) this.#chosen.push(streamed.row.side === 1 ? 1 : 0);
  }

  async end(): Promise<void> {
    const builder = new BlockBuilder(formOf(this.#request, this.#index.longest), this.#request.onBlock);
    for (let row = 0; row < this.#index.count; row++) {
      await builder.addRow([this.#index.read(row)], this.#chosen[row] ?? 0);
    }
    this.#index.close();
    await builder.flush();
  }
}

/** Packs all rows at once; of `bfd-split`, rows that are too long are cut into whole ones and a rest first. */
class BestFit implements Assembler {
  readonly #request: AssemblyRequest;
  readonly #index: DocumentIndex;

  constructor(request: AssemblyRequest) {
    this.#request = request;
    this.#index = new DocumentIndex(request.root);
  }

  add(streamed: StreamedRow): undefined {
    const { length } = streamed.row.ids;
    const most = this.#request.facts.maxLength;
    for (let from = 0; from < length; from += most) this.#index.add(streamed, from, Math.min(length, from + most));
  }

  async end(): Promise<void> {
    const builder = new BlockBuilder(formOf(this.#request), this.#request.onBlock);
    const { rows, begins, count } = packBestFit(this.#index.lengths(), this.#request.facts.maxLength);
    for (let bin = 0; bin < count; bin++) {
      const documents: RowDocument[] = [];
      for (const row of rows.subarray(begins[bin], begins[bin + 1])) documents.push(copyOf(this.#index.read(row)));
      await builder.addRow(documents);
    }
    this.#index.close();
    await builder.flush();
  }
}

/** A reader's row is valid until the next one. */
function copyOf(document: RowDocument): RowDocument {
  return sliceDocument(document, 0, document.ids.length);
}
