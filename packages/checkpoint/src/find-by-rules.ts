// The vocabulary tensors of a family that the table does not have, found by name and size. What the rules leave over is
// reported, not guessed.

import type { JsonDocument, JsonPath } from '@tokengraft/documents';

import type { Architecture, FurtherTensor } from './architectures/architecture.js';
import { anySizeFields, anyTieFields } from './architectures/architecture.js';
import type { CheckpointTensor } from './checkpoint.js';

type Tensors = ReadonlyMap<string, CheckpointTensor>;

/** The last module of an input table's name. */
const inputModules = new Set(
  'embed_tokens wte embed_in word_embeddings tok_embeddings embeddings embedding shared embd'.split(' '),
);
const headModules = new Set('lm_head embed_out output output_layer proj_out vocab_projector'.split(' '));

/** These are heads only under a name that says so. */
const nestedHeads =
  /(^|\.)(predictions|lm_head)\.(decoder|linear)\.weight$|(^|\.)shared_head\.head\.weight$|^head\.weight$/;
const biases =
  /(^|\.)(predictions|lm_head|embed_out|output|output_layer|proj_out|vocab_projector)(\.decoder|\.linear)?\.bias$/;
const perLayer = /(^|\.)embed_tokens_per_layer\.weight$/;

/** Positions, segments, pictures and sounds have tables too. */
const ofOthers = /position|pos_embed|wpe|token_type|vision|visual|audio|patch/;

/** An architecture made of the names in the files; undefined where no input table is found. */
export function findByRules(config: JsonDocument, tensors: Tensors): Architecture | undefined {
  const candidates = [...tensors.values()].filter(({ name }) => !ofOthers.test(name));
  const inputs = candidates.filter(({ name, shape }) => shape.length === 2 && inputModules.has(lastModule(name)));
  const sizes = new Set(anySizeFields.map((field) => config.get(field)));
  const stated = inputs.filter(({ shape }) => sizes.has(shape[0]));
  const [embedding, ...otherInputs] = mainFirst(stated.length > 0 ? stated : inputs);
  if (embedding === undefined) return undefined;
  const rows = embedding.shape[0] ?? 0;
  const [head, ...otherHeads] = mainFirst(candidates.filter((tensor) => isTable(tensor, rows) && isHead(tensor.name)));
  const [bias, ...otherBiases] = mainFirst(candidates.filter((tensor) => isBias(tensor, rows)));
  return {
    modelTypes: [],
    embedding: [embedding.name],
    head: namesOf(head),
    headBias: namesOf(bias),
    more: [
      ...further(otherInputs.filter(sameShape(embedding)), 'embedding'),
      ...further(otherHeads, 'head'),
      ...further(otherBiases, 'headBias'),
      ...further(
        candidates.filter(({ name, shape }) => perLayer.test(name) && shape.length === 2),
        'perLayer',
      ),
    ],
    tiedByDefault: head === undefined,
    tieFields: anyTieFields,
    sizeFields: presentFields(config, rows),
    perLayerSizeFields: [['vocab_size_per_layer_input'], ['text_config', 'vocab_size_per_layer_input']],
  };
}

/**
 * The fields that state a row count. `embedding_size` is the row count of OLMo 1 and a width elsewhere, so it counts only
 * where it says what the table has.
 */
export function presentFields(config: JsonDocument, rows: number | undefined): readonly JsonPath[] {
  const isStated = (field: JsonPath): boolean => typeof config.get(field) === 'number';
  const [size = []] = anySizeFields.slice(-1);
  if (rows !== undefined && config.get(size) === rows && config.get(['vocab_size']) !== rows) return [size];
  const present = anySizeFields.slice(0, -1).filter(isStated);
  return present.length > 0 ? present : [['vocab_size']];
}

function isTable({ shape }: CheckpointTensor, rows: number): boolean {
  return shape.length === 2 && shape[0] === rows;
}

function isHead(name: string): boolean {
  return nestedHeads.test(name) || (name.endsWith('.weight') && headModules.has(lastModule(name)));
}

function isBias({ name, shape }: CheckpointTensor, rows: number): boolean {
  const isVector = shape.length === 1 && shape[0] === rows;
  const isFlat = shape.length === 2 && shape[0] === 1 && shape[1] === rows;
  return (isVector && biases.test(name)) || ((isVector || isFlat) && name.endsWith('final_logits_bias'));
}

/** "model.embed_tokens.weight" → "embed_tokens". */
function lastModule(name: string): string {
  const parts = name.split('.');
  return (parts.at(-1) === 'weight' ? parts.at(-2) : parts.at(-1)) ?? '';
}

/** The one outside of numbered layers comes first, then the one with the shortest path. */
function mainFirst(tensors: readonly CheckpointTensor[]): readonly CheckpointTensor[] {
  const rank = ({ name }: CheckpointTensor): number => name.split('.').length + (/\.\d+\./.test(name) ? 100 : 0);
  return tensors.toSorted((left, right) => rank(left) - rank(right) || (left.name < right.name ? -1 : 1));
}

function sameShape({ shape }: CheckpointTensor) {
  return (other: CheckpointTensor): boolean => other.shape.join() === shape.join();
}

function namesOf(tensor: CheckpointTensor | undefined): readonly string[] {
  return tensor === undefined ? [] : [tensor.name];
}

function further(tensors: readonly CheckpointTensor[], role: FurtherTensor['role']): FurtherTensor[] {
  return tensors.map(({ name }) => ({ name, role }));
}
