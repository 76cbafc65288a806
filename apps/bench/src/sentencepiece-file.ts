// Writes the Unigram model of a tokenizer.json as a SentencePiece file, so that sentencepiece can run the same model. The field
// numbers are those of sentencepiece_model.proto.

import { readFile } from 'node:fs/promises';

interface TokenizerJson {
  readonly model: {
    readonly type?: string;
    readonly vocab?: readonly (readonly [string, number])[];
    readonly unk_id?: number;
  };
  readonly normalizer?: Normalizer | null;
  readonly added_tokens?: readonly { readonly id: number; readonly special: boolean }[];
}
interface Normalizer {
  readonly precompiled_charsmap?: string;
  readonly normalizers?: readonly Normalizer[];
}

const pieceTypes = { normal: 1, unknown: 2, control: 3 };

/** The bytes of the file, or undefined where the model is no Unigram model. */
export async function sentencePieceOf(tokenizerJson: string): Promise<Uint8Array | undefined> {
  const { model, normalizer, added_tokens = [] } = JSON.parse(await readFile(tokenizerJson, 'utf8')) as TokenizerJson;
  if (model.type !== 'Unigram' || model.vocab === undefined) return undefined;
  const control = new Set(added_tokens.filter(({ special }) => special).map(({ id }) => id));
  const pieces = model.vocab.map(([piece, score], id) => {
    const type = id === model.unk_id ? pieceTypes.unknown : control.has(id) ? pieceTypes.control : pieceTypes.normal;
    return bytesField(
      1,
      Buffer.concat([bytesField(1, Buffer.from(piece)), floatField(2, score), numberField(3, type)]),
    );
  });
  return Buffer.concat([...pieces, bytesField(2, numberField(3, 1)), bytesField(3, normalizerSpec(normalizer))]);
}

// T5 and its kin: a dummy prefix, white space collapsed, spaces written as U+2581.
function normalizerSpec(normalizer: Normalizer | null | undefined): Buffer {
  const charsmap = Buffer.from(charsmapOf(normalizer) ?? '', 'base64');
  return Buffer.concat([bytesField(2, charsmap), numberField(3, 1), numberField(4, 1), numberField(5, 1)]);
}

function charsmapOf(normalizer: Normalizer | null | undefined): string | undefined {
  return (
    normalizer?.precompiled_charsmap ?? normalizer?.normalizers?.map(charsmapOf).find((each) => each !== undefined)
  );
}

function bytesField(field: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([varint((field << 3) | 2), varint(bytes.length), bytes]);
}

function numberField(field: number, value: number): Buffer {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

function floatField(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([varint((field << 3) | 5), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}
