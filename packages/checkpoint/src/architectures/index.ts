// The table of architectures: one file each, one line here.

import type { Architecture } from './architecture.js';
import { bart } from './bart.js';
import { bert } from './bert.js';
import { bloom } from './bloom.js';
import { chatglm } from './chatglm.js';
import { cohere } from './cohere.js';
import { deepseek } from './deepseek.js';
import { distilbert } from './distilbert.js';
import { falcon } from './falcon.js';
import { gemma } from './gemma.js';
import { gemma3 } from './gemma3.js';
import { gemma3n } from './gemma3n.js';
import { gpt2 } from './gpt2.js';
import { gptNeox } from './gpt-neox.js';
import { gptj } from './gptj.js';
import { internlm2 } from './internlm2.js';
import { llama } from './llama.js';
import { llama4 } from './llama4.js';
import { mamba } from './mamba.js';
import { mistral3 } from './mistral3.js';
import { mllama } from './mllama.js';
import { mobilebert } from './mobilebert.js';
import { mpt } from './mpt.js';
import { opt } from './opt.js';
import { phi } from './phi.js';
import { phi3 } from './phi3.js';
import { qwen } from './qwen.js';
import { qwen2vl } from './qwen2-vl.js';
import { qwen3vl } from './qwen3-vl.js';
import { roberta } from './roberta.js';
import { rwkv } from './rwkv.js';
import { stablelm } from './stablelm.js';
import { t5 } from './t5.js';
import { whisper } from './whisper.js';

const table = {
  bart,
  bert,
  bloom,
  chatglm,
  cohere,
  deepseek,
  distilbert,
  falcon,
  gemma,
  gemma3,
  gemma3n,
  gpt2,
  gpt_neox: gptNeox,
  gptj,
  internlm2,
  llama,
  llama4,
  mamba,
  mistral3,
  mllama,
  mobilebert,
  mpt,
  opt,
  phi,
  phi3,
  qwen,
  qwen2_vl: qwen2vl,
  qwen3_vl: qwen3vl,
  roberta,
  rwkv,
  stablelm,
  t5,
  whisper,
} as const satisfies Record<string, Architecture>;

export type ArchitectureName = keyof typeof table;

export const architectures: Readonly<Record<ArchitectureName, Architecture>> = table;
