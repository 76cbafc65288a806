import { native, type NativeTokenizer } from '@tokengraft/native';

/** Opens the text of a tokenizer.json that is in memory only; `name` stands for it in messages. */
export async function parseDocument(document: string | Uint8Array, name = 'the tokenizer'): Promise<NativeTokenizer> {
  const bytes = typeof document === 'string' ? Buffer.from(document) : document;
  const options = { format: 'tokenizer.json', pattern: '', specialTokens: [], mergesPath: '', outline: '' } as const;
  return native().parseTokenizer(bytes, name, options);
}
