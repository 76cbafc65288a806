export { Tokenizer } from './tokenizer.js';
export type { EncodeBatchInput, EncodeOptions } from './tokenizer.js';
export type { PaddingSettings, TruncationSettings } from './settings.js';
export { Encoding } from './encoding.js';
export { AddedToken } from './added-token.js';
export type { AddedTokenSettings } from './added-token.js';
