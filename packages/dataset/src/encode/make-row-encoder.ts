// The encoder of a plan.

import type { Tokenizer } from '@tokengraft/tokenizer';
import type { DatasetPlan } from '../shards/plan.js';
import { RowEncoder } from './row-encoder.js';

export async function makeRowEncoder(tokenizer: Tokenizer, { settings, facts }: DatasetPlan): Promise<RowEncoder> {
  return new RowEncoder(tokenizer, settings, facts);
}
