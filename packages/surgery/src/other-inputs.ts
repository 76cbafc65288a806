// Ids that a model does not look up in its input table: Gemma 3n reads those from `vocab_offset` on as images or sound, whatever
// its tokenizer calls them.

import type { Checkpoint } from '@tokengraft/checkpoint';
import type { JsonPath } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';

export interface OtherInputs {
  /** The field of config.json that says so. */
  readonly path: JsonPath;
  /** The first of these ids. */
  readonly begin: number;
}

/** Ascending; none for a model that looks up every id. */
export function findOtherInputs({ config }: Checkpoint): OtherInputs[] {
  const found = ['vision_config', 'audio_config'].flatMap((part) => {
    const path = [part, 'vocab_offset'];
    const begin = config.get(path);
    return typeof begin === 'number' ? [{ path, begin }] : [];
  });
  return found.sort((left, right) => left.begin - right.begin);
}

/** Refuses ('unsupported') to renumber the ids of a model that has some. */
export function refuseOtherInputs(checkpoint: Checkpoint, operation: string): void {
  const [found] = findOtherInputs(checkpoint);
  if (found === undefined) return;
  const { config } = checkpoint;
  const field = found.path.join('.');
  const message = `${config.name}: ${field} says that ids from ${found.begin} on are no text; ${operation} would renumber them, and the model would read other tokens as images or sound`;
  throw new TokengraftError('unsupported', message, { file: config.name, field });
}
