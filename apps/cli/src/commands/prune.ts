// `tokengraft prune`: tokens leave tokenizer and tables, ids are renumbered everywhere.

import { pruneVocabulary, type PruneOptions } from '@tokengraft/surgery';
import type { Values } from '../arguments/option-table.js';
import { UsageError } from '../arguments/usage-error.js';
import { defineCommand } from '../command.js';
import { outputOptions, padOption, printSurgery, readSurgeryOptions } from '../surgery-command.js';
import { readTokenFiles } from '../token-files/index.js';

const options = {
  keep: { kind: 'text', value: 'FILE', summary: 'tokens that stay, with everything they are merged from' },
  drop: { kind: 'text', value: 'FILE', summary: 'tokens that go' },
  cascade: { kind: 'flag', summary: 'with --drop: what is merged from a dropped token goes too' },
  corpus: { kind: 'texts', value: 'FILE', summary: 'texts; with --size, the tokens that are rare in them go' },
  size: { kind: 'integer', value: 'N', min: 1, summary: 'how many tokens stay' },
  ...padOption,
  tensors: outputOptions.tensors,
  tie: outputOptions.tie,
  out: outputOptions.out,
  force: outputOptions.force,
  'dry-run': outputOptions['dry-run'],
} as const;

export const command = defineCommand({
  summary: 'Removes tokens; ids are renumbered in every file, remap.json says how.',
  positionals: { usage: 'MODEL', min: 1, max: 1 },
  options,
  notes: [
    'Tokens stand in FILE as the vocabulary spells them ("Ġthe", "▁the"), one a line or in the other forms of token files.',
    'Special and added tokens, the alphabet and byte tokens always stay. Data that is tokenized already: `tokengraft remap`.',
  ],
  examples: [
    'tokengraft prune ./model --corpus texts/*.txt --size 32000 -o ./model-32k',
    'tokengraft prune ./model --drop unwanted.txt --cascade -o ./model-clean',
  ],
  run: async ({ values, positionals }, context) => {
    const [model = ''] = positionals;
    const report = await pruneVocabulary(model, {
      ...(await readWish(values)),
      ...(await readSurgeryOptions('prune', values, context)),
    });
    return printSurgery(report, context);
  },
});

async function readWish({ keep, drop, cascade, corpus, size }: Values<typeof options>): Promise<Partial<PruneOptions>> {
  if ([keep, drop, corpus].filter((wish) => wish !== undefined).length !== 1) {
    throw new UsageError('prune needs one of --keep FILE, --drop FILE, and --corpus FILE… with --size N', 'prune');
  }
  if ((corpus === undefined) !== (size === undefined)) {
    throw new UsageError('--corpus and --size belong together: texts, and how many tokens stay', 'prune');
  }
  if (keep !== undefined) return { keep: await readTokens(keep) };
  if (drop !== undefined) return { drop: await readTokens(drop), cascade: cascade === true };
  return { corpus: corpus ?? [], size: size ?? 0 };
}

async function readTokens(file: string): Promise<string[]> {
  const { tokens } = await readTokenFiles([file]);
  return tokens.map((token) => (typeof token === 'string' ? token : token.content));
}
