// The ids of new tokens as trainers want them: text to paste.

import type { SurgeryReport } from './surgery-report.js';
import { needsRow } from './changed-vocabulary.js';

export interface TrainerSnippets {
  /** PEFT: rows of single tokens beside a LoRA. */
  readonly peft: string;
  readonly unsloth: string;
  readonly axolotl: string;
  readonly trl: string;
}

/** How many ids are worth naming one by one; beyond, whole tables are trained. */
const namedIds = 4096;

/** What to paste so that the new rows of `report` are trained. */
export function trainerSnippets({ plan }: Pick<SurgeryReport, 'plan'>): TrainerSnippets {
  const ids = plan.tokens.filter(needsRow).map(({ id }) => id);
  const list = `[${ids.join(', ')}]`;
  const modules = plan.matrices
    .filter(({ role }) => role === 'embedding' || role === 'head')
    .map(({ tensor }) => moduleOf(tensor));
  const input = modules[0] ?? 'embed_tokens';
  const quoted = `[${modules.map((module) => `"${module}"`).join(', ')}]`;
  const few = ids.length <= namedIds;
  const peft = few ? `trainable_token_indices={"${input}": ${list}}` : `modules_to_save=${quoted}`;
  return {
    peft: `LoraConfig(..., ${peft})`,
    unsloth: `FastLanguageModel.get_peft_model(model, ..., modules_to_save=${quoted})`,
    axolotl: few ? `trainable_token_indices: ${list}` : `lora_modules_to_save: [${modules.join(', ')}]`,
    trl: `SFTTrainer(..., peft_config=LoraConfig(..., ${peft}))`,
  };
}

/** "model.embed_tokens.weight" → "embed_tokens". */
function moduleOf(tensor: string): string {
  return (
    tensor
      .replace(/\.weight$/, '')
      .split('.')
      .at(-1) ?? tensor
  );
}
