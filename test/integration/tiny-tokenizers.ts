// Small real tokenizers: every file of the format, a vocabulary that can be read at a glance.

const byteCharacters = byteAlphabet();

/** Byte-level BPE as GPT-2's: 256 bytes, a few merges, one special token; ids 0 … 271. */
export function byteLevelTokenizer(): TinyTokenizer {
  const merges = [
    'h e',
    'l l',
    'he ll',
    'hell o',
    'Ġ w',
    'o r',
    'Ġw or',
    'Ġwor l',
    'Ġworl d',
    'c a',
    'r d',
    'ca rd',
    'i o',
    'card io',
    'Ġ card',
  ];
  const tokens = [...byteCharacters, ...merges.map((merge) => merge.replace(' ', ''))];
  const endOfText = added(tokens.length, '<|endoftext|>', true);
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  return {
    size: tokens.length + 1,
    files: {
      'tokenizer.json': tokenizerJson({
        added_tokens: [endOfText],
        normalizer: null,
        pre_tokenizer: byteLevel,
        decoder: byteLevel,
        model: { type: 'BPE', vocab: idsOf(tokens), merges },
      }),
      'tokenizer_config.json': {
        added_tokens_decoder: { [endOfText.id]: { ...endOfText, id: undefined } },
        bos_token: '<|endoftext|>',
        eos_token: '<|endoftext|>',
        model_max_length: 1024,
        tokenizer_class: 'GPT2Tokenizer',
        unknown_to_us: { kept: [1, 2.5, 'x'] },
      },
      'special_tokens_map.json': {
        bos_token: '<|endoftext|>',
        eos_token: '<|endoftext|>',
        additional_special_tokens: [],
      },
    },
  };
}

/** BPE over words marked with "▁", with byte fallback, as Llama-2's: three special tokens, 256 bytes, letters, merges. */
export function markedTokenizer(): TinyTokenizer {
  const specials = ['<unk>', '<s>', '</s>'];
  const bytes = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
  const letters = ['▁', ...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('')];
  const merges = ['▁ f', 'o o', '▁f oo', 'f oo', 'b a', 'ba r', '▁ ba', '▁ba r'];
  const tokens = [...specials, ...bytes, ...letters, ...merges.map((merge) => merge.replace(' ', ''))];
  return {
    size: tokens.length,
    files: {
      'tokenizer.json': tokenizerJson({
        added_tokens: specials.map((content, id) => added(id, content, true)),
        normalizer: {
          type: 'Sequence',
          normalizers: [
            { type: 'Prepend', prepend: '▁' },
            { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
          ],
        },
        pre_tokenizer: null,
        decoder: {
          type: 'Sequence',
          decoders: [
            { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
            { type: 'ByteFallback' },
            { type: 'Fuse' },
            { type: 'Strip', content: ' ', start: 1, stop: 0 },
          ],
        },
        model: { type: 'BPE', unk_token: '<unk>', fuse_unk: true, byte_fallback: true, vocab: idsOf(tokens), merges },
      }),
      'tokenizer_config.json': { bos_token: '<s>', eos_token: '</s>', tokenizer_class: 'LlamaTokenizer' },
    },
  };
}

export interface TinyTokenizer {
  /** Ids 0 … size - 1, without holes. */
  readonly size: number;
  readonly files: Readonly<Record<string, object>>;
}

function tokenizerJson(parts: { readonly model: object } & Record<string, unknown>): object {
  return { version: '1.0', truncation: null, padding: null, post_processor: null, ...parts };
}

function added(id: number, content: string, special: boolean) {
  return { id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special };
}

function idsOf(tokens: readonly string[]): Record<string, number> {
  return Object.fromEntries(tokens.map((token, id) => [token, id]));
}

/** GPT-2's stand-ins: printable bytes are themselves, the others follow from U+0100 on. */
function byteAlphabet(): string[] {
  const printable = (byte: number): boolean =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(printable(byte) ? byte : next++));
}
