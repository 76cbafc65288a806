export { encoding_for_model, encoding_name_for_model, get_encoding, list_encoding_names } from './get-encoding.js';
export type { GetEncodingOptions } from './get-encoding.js';
export { Encoding } from './encoding.js';
export type { SpecialTokenOptions } from './encoding.js';
