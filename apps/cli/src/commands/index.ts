import type { Command } from '../command.js';

/** Every command, loaded when it is called. */
export const commands = {
  inspect: () => import('./inspect.js'),
  encode: () => import('./encode.js'),
  decode: () => import('./decode.js'),
  count: () => import('./count.js'),
  extend: () => import('./extend.js'),
  repurpose: () => import('./repurpose.js'),
  prune: () => import('./prune.js'),
  transplant: () => import('./transplant.js'),
  delta: () => import('./delta.js'),
  'apply-delta': () => import('./apply-delta.js'),
  remap: () => import('./remap.js'),
  replay: () => import('./replay.js'),
  verify: () => import('./verify.js'),
} as const satisfies Record<string, () => Promise<{ readonly command: Command }>>;

export type CommandName = keyof typeof commands;

export const commandNames: readonly CommandName[] = Object.keys(commands) as CommandName[];

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}
