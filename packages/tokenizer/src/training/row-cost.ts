// What new rows cost a model, in parameters.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface RowCost {
  readonly rows: number;
  /** null where neither the caller nor a config.json beside the tokenizer tells it. */
  readonly hiddenSize: number | null;
  /** Whether input table and head are one. */
  readonly tied: boolean | null;
  readonly parameters: number | null;
}

export async function rowCost(rows: number, hiddenSize: number | undefined, folder: string): Promise<RowCost> {
  const config = await readConfig(join(folder, 'config.json'));
  const size = hiddenSize ?? numberIn(config, ['hidden_size', 'n_embd', 'd_model']);
  const tie = config['tie_word_embeddings'];
  const tied = typeof tie === 'boolean' ? tie : null;
  const parameters = size === undefined ? null : rows * size * (tied === true ? 1 : 2);
  return { rows, hiddenSize: size ?? null, tied, parameters };
}

async function readConfig(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // A tokenizer may stand alone.
    return {};
  }
}

function numberIn(config: Readonly<Record<string, unknown>>, names: readonly string[]): number | undefined {
  const text = config['text_config'];
  const places = [config, typeof text === 'object' && text !== null ? (text as Record<string, unknown>) : {}];
  return places.flatMap((place) => names.map((name) => place[name])).find((value) => typeof value === 'number');
}
