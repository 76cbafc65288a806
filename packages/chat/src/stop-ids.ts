// The ids at which a model stops, as its configuration says.

import { join } from 'node:path';
import { isFile, parseJson, readTextFile } from '@tokengraft/documents';
import { expectString } from '@tokengraft/errors';

/** `eos_token_id` of generation_config.json, or of config.json where there is no such file. None: []. */
export async function readStopIds(folder: string): Promise<number[]> {
  for (const name of ['generation_config.json', 'config.json']) {
    const file = join(expectString('folder', folder), name);
    if (!(await isFile(file))) continue;
    const value = parseJson(await readTextFile(file), file);
    return idsOf(
      typeof value === 'object' && value !== null && 'eos_token_id' in value ? value.eos_token_id : undefined,
    );
  }
  return [];
}

function idsOf(value: unknown): number[] {
  const list = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  return list.filter((id): id is number => typeof id === 'number' && Number.isInteger(id) && id >= 0);
}
