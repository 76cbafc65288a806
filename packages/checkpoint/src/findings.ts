// What is odd about a checkpoint but no reason to refuse it.

import type { JsonDocument, JsonPath } from '@tokengraft/documents';

import type { Architecture } from './architectures/architecture.js';
import type { CheckpointTensor, Finding, VocabularyTensors } from './checkpoint.js';
import { vocabularyTensors } from './checkpoint.js';
import type { Tying } from './tying.js';

export interface OpenedParts {
  readonly config: JsonDocument;
  readonly index: JsonDocument | undefined;
  readonly architecture: Architecture;
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
  readonly vocabulary: VocabularyTensors;
  readonly tying: Tying;
  readonly leftovers: readonly string[];
}

export function collectFindings(parts: OpenedParts): readonly Finding[] {
  return [...sizes(parts), ...tyingDiffers(parts), ...indexTotal(parts), ...otherAxes(parts), ...leftoverFiles(parts)];
}

function sizes({ config, architecture, vocabulary }: OpenedParts): readonly Finding[] {
  const rows = vocabulary.embedding.matrix.rows - (architecture.extraRows ?? 0);
  const counted = vocabulary.head?.name ?? vocabulary.embedding.name;
  const { name } = architecture.extraRows === undefined ? vocabulary.embedding : { name: counted };
  const perLayer = vocabulary.more.find(({ role }) => role === 'perLayer');
  return [
    ...sizesDiffer(config, architecture.sizeFields, { name, rows }),
    ...(perLayer === undefined
      ? []
      : sizesDiffer(config, architecture.perLayerSizeFields ?? [], {
          name: perLayer.name,
          rows: perLayer.matrix.rows,
        })),
  ];
}

function sizesDiffer(
  config: JsonDocument,
  fields: readonly JsonPath[],
  { name, rows }: { readonly name: string; readonly rows: number },
): Finding[] {
  return fields.flatMap((path): Finding[] => {
    const stated = config.get(path);
    if (stated === undefined || stated === rows) return [];
    const field = path.join('.');
    const message = `config.json states ${field} ${JSON.stringify(stated)}, but ${name} has ${rows} rows`;
    return [{ kind: 'size-differs', message, details: { field, stated, rows } }];
  });
}

function tyingDiffers({ vocabulary, tying }: OpenedParts): readonly Finding[] {
  if (tying.configured === undefined || tying.configured === tying.tied || tying.reason === 'told') return [];
  const found =
    tying.reason === 'no-head'
      ? 'no output table is stored'
      : `${vocabulary.head?.name} equals ${vocabulary.embedding.name}`;
  const message = `config.json says tie_word_embeddings ${tying.configured}, but ${found}; the stored tensors count`;
  return [{ kind: 'tying-differs', message, details: { configured: tying.configured, reason: tying.reason } }];
}

function indexTotal({ index, tensors }: OpenedParts): readonly Finding[] {
  const stated = index?.get(['metadata', 'total_size']);
  const total = totalSize(tensors);
  if (stated === undefined || stated === total) return [];
  const message = `the index states a total_size of ${JSON.stringify(stated)}, but the tensors have ${total} bytes`;
  return [{ kind: 'index-total-differs', message, details: { stated, total } }];
}

/** The bytes of all tensors together. */
export function totalSize(tensors: ReadonlyMap<string, CheckpointTensor>): number {
  return [...tensors.values()].reduce((sum, tensor) => sum + tensor.byteLength, 0);
}

/** Vectors and matrices as long as the vocabulary: a table that we do not know, or a coincidence. */
function otherAxes({ tensors, vocabulary }: OpenedParts): readonly Finding[] {
  const { rows } = vocabulary.embedding.matrix;
  const known = new Set(vocabularyTensors({ vocabulary }).map(({ name }) => name));
  const names = [...tensors.values()]
    .filter((tensor) => tensor.shape.length <= 2 && tensor.shape.includes(rows) && !known.has(tensor.name))
    .map((tensor) => tensor.name);
  if (names.length === 0) return [];
  const message = `${listed(names)} also ${names.length === 1 ? 'has' : 'have'} an axis of ${rows}; left alone`;
  return [{ kind: 'vocabulary-axis', message, details: { tensors: names, rows } }];
}

function leftoverFiles({ leftovers }: OpenedParts): readonly Finding[] {
  if (leftovers.length === 0) return [];
  const message = `${listed(leftovers)}: weights that do not belong to this checkpoint; they are not carried over`;
  return [{ kind: 'leftover-files', message, details: { files: leftovers } }];
}

function listed(names: readonly string[]): string {
  const rest = names.length - 3;
  return names.slice(0, 3).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
