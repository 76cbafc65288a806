// The ids of new tokens as trainers want them: text to paste.

import type { SurgeryReport } from './surgery-report.js';
import { needsRow } from './changed-vocabulary.js';
import type { MatrixRole, VocabularyPlan } from './vocabulary-plan.js';

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
  const { all, byRows, whole } = trainedModules(plan);
  const few = ids.length <= namedIds;
  const list = `[${ids.join(', ')}]`;
  const named = (quote: string): string => byRows.map((module) => `${quote}${module}${quote}: ${list}`).join(', ');
  const quoted = (modules: readonly string[]): string => `[${modules.map((module) => `"${module}"`).join(', ')}]`;
  const rest = whole.length === 0 ? '' : `, modules_to_save=${quoted(whole)}`;
  const peft = few ? `trainable_token_indices={${named('"')}}${rest}` : `modules_to_save=${quoted(all)}`;
  const saved = few ? whole : all;
  const axolotl = [
    ...(few ? [`peft_trainable_token_indices: {${named('')}}`] : []),
    ...(saved.length === 0 ? [] : [`lora_modules_to_save: [${saved.join(', ')}]`]),
  ];
  return {
    peft: `LoraConfig(..., ${peft})`,
    unsloth: `FastLanguageModel.get_peft_model(model, ..., modules_to_save=${quoted(all)})`,
    axolotl: axolotl.join('\n'),
    trl: `SFTTrainer(..., peft_config=LoraConfig(..., ${peft}))`,
  };
}

/**
 * The modules that have new rows. PEFT trains single rows of embeddings, and of heads without a bias, which it would leave out;
 * a tied head follows its embedding.
 */
function trainedModules({ matrices, tying }: VocabularyPlan) {
  const modulesOf = (...roles: readonly MatrixRole[]): string[] => [
    ...new Set(matrices.filter(({ role }) => roles.includes(role)).map(({ tensor }) => moduleOf(tensor))),
  ];
  const hasBias = modulesOf('headBias').length > 0;
  const heads = tying.kind === 'untied' ? modulesOf('head') : [];
  const inputs = modulesOf('embedding');
  return {
    all: modulesOf('embedding', 'head'),
    byRows: hasBias ? inputs : [...new Set([...inputs, ...heads])],
    whole: hasBias ? heads : [],
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
