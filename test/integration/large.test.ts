// A checkpoint of 30 GB, made of holes: memory and disk do not follow the model's size.

import { mkdirSync, readFileSync, rmSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { runModule } from './command.js';
import { writeSparseSafetensors } from './safetensors.js';
import { namesIn, scratchFolder } from './scratch.js';
import { makeSparseModel } from './tiny-models.js';

const at = scratchFolder('large');

const reason = reasonNotToRun();

/** Files with holes, and room for what is not a hole. */
function reasonNotToRun(): string | undefined {
  const { bavail, bsize } = statfsSync(at());
  if (bavail * bsize < 2e9) return 'less than 2 GB are free';
  writeSparseSafetensors(at('probe'), [{ name: 'x', dtype: 'F32', shape: [2 ** 26] }]);
  const { blocks } = statSync(at('probe'));
  rmSync(at('probe'));
  return blocks * 512 > 1e6 ? 'the file system keeps no holes' : undefined;
}

const job = `
import { extendVocabulary } from '@tokengraft/surgery';
const [source, out] = process.argv.slice(1);
const report = await extendVocabulary(source, { tokens: ['MyNewToken_1', 'electrocardiogram'], specialTokens: ['<|eot|>'], out });
console.log(JSON.stringify({ rows: report.rows, ok: report.verification.ok, peak: process.resourceUsage().maxRSS * 1024 }));
`;

function bytesOnDisk(folder: string): number {
  return namesIn(folder).reduce((sum, name) => sum + statSync(path.join(folder, name)).blocks * 512, 0);
}

describe.skipIf(reason !== undefined)(`30 GB of holes${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
  test('extend within 200 MB and the new rows', { timeout: 600_000 }, async () => {
    const fixture = path.join(import.meta.dirname, '../fixtures/gpt2/tokenizer.json.gz');
    const tokenizer = {
      size: 50257,
      files: { 'tokenizer.json': JSON.parse(gunzipSync(readFileSync(fixture)).toString()) as object },
    };
    mkdirSync(at('model'));
    const width = 4096;
    const { bytes, rows } = makeSparseModel(at('model'), {
      layout: 'llama',
      dtype: 'BF16',
      layers: 220,
      width,
      shards: 16,
      tokenizer,
    });
    expect(bytes).toBeGreaterThan(30e9);

    const { code, stdout, stderr } = await runModule(job, at('model'), at('out'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { peak, ...rest } = JSON.parse(stdout) as { peak: number };
    expect(rest).toEqual({ rows: { before: rows, after: rows + 3 }, ok: true });
    const newRows = 3 * width * 2 * 2;
    expect(peak).toBeLessThan(200 * 2 ** 20 + newRows);
    expect(bytesOnDisk(at('out'))).toBeLessThan(50e6);
  });
});
