import type { Suite } from './suite.js';

/** A suite is one file and one line here. */
export const suites: Readonly<Record<string, () => Promise<Suite>>> = {
  encode: async () => (await import('./encode.js')).encode,
  messages: async () => (await import('./messages.js')).messages,
  boundary: async () => (await import('./boundary.js')).boundary,
  count: async () => (await import('./count.js')).count,
  limit: async () => (await import('./limit.js')).limitSuite,
  decode: async () => (await import('./decode.js')).decode,
  batch: async () => (await import('./batch.js')).batch,
  families: async () => (await import('./families.js')).families,
  load: async () => (await import('./load.js')).load,
  added: async () => (await import('./added.js')).added,
  train: async () => (await import('./train.js')).train,
  surgery: async () => (await import('./surgery.js')).surgery,
  pathological: async () => (await import('./pathological.js')).pathological,
};
