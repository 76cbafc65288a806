import { alpaca } from './alpaca.js';
import type { BuiltInTemplate } from './built-in-template.js';
import { chatml } from './chatml.js';
import { gemma } from './gemma.js';
import { lima } from './lima.js';
import { llama3 } from './llama3.js';
import { mistral } from './mistral.js';
import { phi } from './phi.js';
import { plain } from './plain.js';
import { zephyr } from './zephyr.js';

/** Layouts of chats by name. */
export const builtInTemplates = {
  lima,
  chatml,
  llama3,
  mistral,
  gemma,
  phi,
  zephyr,
  alpaca,
  plain,
} as const satisfies Record<string, BuiltInTemplate>;

export type BuiltInTemplateName = keyof typeof builtInTemplates;

export const builtInTemplateNames: readonly BuiltInTemplateName[] = Object.keys(
  builtInTemplates,
) as BuiltInTemplateName[];

export function isBuiltInTemplate(name: string): name is BuiltInTemplateName {
  return Object.hasOwn(builtInTemplates, name);
}
