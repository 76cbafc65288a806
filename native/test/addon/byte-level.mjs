// The smallest tokenizer that encodes any text: byte-level BPE with one token a byte, a merge and a special token.

/** The character by which byte-level tokenizers write `byte` in a vocabulary. */
function characterOf(byte) {
  const shown = (value) => (value >= 33 && value <= 126) || (value >= 161 && value <= 172) || value >= 174;
  if (shown(byte)) return String.fromCodePoint(byte);
  const hiddenBefore = Array.from({ length: byte }, (_, value) => value).filter((value) => !shown(value)).length;
  return String.fromCodePoint(256 + hiddenBefore);
}

/** Id b is byte b, 256 is "he", 257 is <|end|>. */
export function byteLevelTokenizer() {
  const vocab = Object.fromEntries(Array.from({ length: 256 }, (_, byte) => [characterOf(byte), byte]));
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  return new TextEncoder().encode(
    JSON.stringify({
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: [
        {
          id: 257,
          content: '<|end|>',
          single_word: false,
          lstrip: false,
          rstrip: false,
          normalized: false,
          special: true,
        },
      ],
      normalizer: null,
      pre_tokenizer: byteLevel,
      post_processor: null,
      decoder: byteLevel,
      model: {
        type: 'BPE',
        dropout: null,
        unk_token: null,
        continuing_subword_prefix: null,
        end_of_word_suffix: null,
        fuse_unk: false,
        byte_fallback: false,
        vocab: { ...vocab, he: 256 },
        merges: ['h e'],
      },
    }),
  );
}

export const openOptions = { format: 'tokenizer.json', pattern: '', specialTokens: [], mergesPath: '', outline: '' };
