// `tokengraft remap`: tokenized data and adapters follow a model whose ids were renumbered.

import { stat } from 'node:fs/promises';
import { remapAdapter, remapData } from '@tokengraft/surgery';
import type { Values } from '../arguments/option-table.js';
import { UsageError } from '../arguments/usage-error.js';
import { defineCommand, type Context } from '../command.js';
import { formatCount } from '../terminal/format.js';

const options = {
  map: { kind: 'text', value: 'REMAP', summary: 'for data: remap.json, or the model folder that holds it' },
  base: { kind: 'text', value: 'MODEL', summary: 'for an adapter: the model before the change' },
  changed: { kind: 'text', value: 'MODEL', summary: 'for an adapter: the model after it, with its recipe.json' },
  donor: { kind: 'text', value: 'MODEL', summary: 'for an adapter of a transplant: the donor' },
  removed: {
    kind: 'choice',
    choices: ['refuse', 'replace', 'drop'],
    summary: 'ids that are gone: refused (default), replaced by ids of the same bytes, left out',
  },
  dtype: { kind: 'choice', choices: ['u16', 'u32'], summary: 'of a file of bare ids' },
  out: { kind: 'text', short: 'o', value: 'OUT', summary: 'the file or folder to write' },
  force: { kind: 'flag', summary: 'replace an existing output' },
} as const;

export const command = defineCommand({
  summary: 'Gives tokenized data, or an adapter, the new ids of a model that was changed.',
  positionals: { usage: 'FILE|ADAPTER', min: 1, max: 1 },
  required: ['out'],
  options,
  notes: [
    'Data: .jsonl with lists of ids or objects with input_ids (labels and masks follow), .txt lines of ids, .npy, bare ids with --dtype.',
    'Adapter: a PEFT folder; full tables, token rows and LoRA on embedding and head follow the change, anything else is refused by name.',
  ],
  examples: [
    'tokengraft remap train.jsonl --map ./model-32k --removed replace -o train-32k.jsonl',
    'tokengraft remap ./adapter --base ./model --changed ./model-32k -o ./adapter-32k',
  ],
  run: async ({ values, positionals }, context) => {
    const [source = ''] = positionals;
    const isFolder = (await stat(source).catch(() => undefined))?.isDirectory() === true;
    return isFolder ? followAdapter(source, values, context) : followData(source, values, context);
  },
});

type RemapValues = Values<typeof options>;

async function followData(source: string, values: RemapValues, { signal, json, output }: Context): Promise<number> {
  const { map, removed, dtype, out = '', force = false } = values;
  if (map === undefined)
    throw new UsageError('remap of data needs --map, a remap.json or the folder that holds it', 'remap');
  const wishes = { ...(removed === undefined ? {} : { removed }), ...(dtype === undefined ? {} : { dtype }) };
  const report = await remapData(source, { map, out, force, signal, ...wishes });
  if (json) await output.writeJson({ ...report });
  else
    await output.writeLines([
      `${report.out}: ${formatCount(report.ids, 'id')}, ${report.removed} of them of removed tokens`,
    ]);
  return 0;
}

async function followAdapter(
  source: string,
  { base, changed, donor, out = '', force = false }: RemapValues,
  { signal, json, output, threads }: Context,
): Promise<number> {
  if (base === undefined || changed === undefined) {
    throw new UsageError('remap of an adapter needs --base and --changed, the model before and after', 'remap');
  }
  const more = donor === undefined ? {} : { donor };
  const report = await remapAdapter(source, { base, changed, out, force, signal, threads, ...more });
  if (json) await output.writeJson({ ...report });
  else await output.writeLines(report.tensors.map(({ tensor, what }) => `${tensor}: ${what}`).concat(report.out));
  return 0;
}
