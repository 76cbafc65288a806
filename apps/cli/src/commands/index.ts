import type { Command } from '../command.js';

/** Every command, loaded when it is called. */
export const commands = {
  inspect: () => import('./inspect.js'),
  encode: () => import('./encode.js'),
  decode: () => import('./decode.js'),
  count: () => import('./count.js'),
  train: () => import('./train.js'),
  learn: () => import('./learn.js'),
  diff: () => import('./diff.js'),
  segment: () => import('./segment.js'),
  extend: () => import('./extend.js'),
  repurpose: () => import('./repurpose.js'),
  prune: () => import('./prune.js'),
  transplant: () => import('./transplant.js'),
  delta: () => import('./delta.js'),
  'apply-delta': () => import('./apply-delta.js'),
  remap: () => import('./remap.js'),
  replay: () => import('./replay.js'),
  verify: () => import('./verify.js'),
  'chat render': () => import('./chat/render.js'),
  'chat mask': () => import('./chat/mask.js'),
  'chat check': () => import('./chat/check.js'),
  'chat add-eot': () => import('./chat/add-eot.js'),
  'dataset tokenize': () => import('./dataset/tokenize.js'),
  'dataset plan': () => import('./dataset/plan.js'),
  'dataset run': () => import('./dataset/run.js'),
  'dataset status': () => import('./dataset/status.js'),
  'dataset merge': () => import('./dataset/merge.js'),
  'dataset slurm': () => import('./dataset/slurm.js'),
  'dataset enqueue': () => import('./dataset/enqueue.js'),
  'dataset worker': () => import('./dataset/worker.js'),
  'dataset stats': () => import('./dataset/stats.js'),
  'dataset show': () => import('./dataset/show.js'),
} as const satisfies Record<string, () => Promise<{ readonly command: Command }>>;

export type CommandName = keyof typeof commands;

export const commandNames: readonly CommandName[] = Object.keys(commands) as CommandName[];

/** A command line's command, one word of it or two (`dataset plan`), and the words behind it. */
export function takeCommand(
  words: readonly string[],
): { readonly name: CommandName; readonly rest: string[] } | undefined {
  for (const count of [2, 1]) {
    const name = words.slice(0, count).join(' ');
    if (words.length >= count && isCommandName(name)) return { name, rest: words.slice(count) };
  }
  return undefined;
}

/** The commands of two words that begin with `word`. */
export function commandsOf(word: string): readonly CommandName[] {
  return commandNames.filter((name) => name.startsWith(`${word} `));
}

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}
