// The table of architectures: one file each, one line here.

import type { Architecture } from './architecture.js';
import { gemma } from './gemma.js';
import { gemma3 } from './gemma3.js';
import { gpt2 } from './gpt2.js';
import { gptNeox } from './gpt-neox.js';
import { llama } from './llama.js';
import { phi } from './phi.js';
import { phi3 } from './phi3.js';

const table = {
  gemma,
  gemma3,
  gpt2,
  gpt_neox: gptNeox,
  llama,
  phi,
  phi3,
} as const satisfies Record<string, Architecture>;

export type ArchitectureName = keyof typeof table;

export const architectures: Readonly<Record<ArchitectureName, Architecture>> = table;
