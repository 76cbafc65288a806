// Ids that a model does not look up in its input table: Gemma 3n reads those from `vocab_offset` on as images or sound, whatever
// its tokenizer calls them.

import type { Checkpoint } from '@tokengraft/checkpoint';
import { TokengraftError } from '@tokengraft/errors';

interface OtherInputs {
  /** The field that says so. */
  readonly field: string;
  /** The first of these ids. */
  readonly begin: number;
}

/** Undefined for a model that looks up every id. */
export function findOtherInputs({ config }: Checkpoint): OtherInputs | undefined {
  const found = ['vision_config', 'audio_config'].flatMap((part) => {
    const begin = config.get([part, 'vocab_offset']);
    return typeof begin === 'number' ? [{ field: `${part}.vocab_offset`, begin }] : [];
  });
  return found.toSorted((left, right) => left.begin - right.begin)[0];
}

/** Refuses ('unsupported') to renumber the ids of a model that has some. */
export function refuseOtherInputs(checkpoint: Checkpoint, operation: string): void {
  const found = findOtherInputs(checkpoint);
  if (found === undefined) return;
  const { config } = checkpoint;
  const message = `${config.name}: ${found.field} says that ids from ${found.begin} on are no text; ${operation} would renumber them, and the model would read other tokens as images or sound`;
  throw new TokengraftError('unsupported', message, { file: config.name, field: found.field });
}
