// What training renders and what inference renders: the same chat must look the same.

import { generationPrompt, prefixTurn, renderPart, type PrefixRendering } from '../masks/prefix-ranges.js';
import type { CheckedChat, CheckedModel, OpenChecks } from './check-chat.js';
import { probe } from './probe.js';

export function checkForm(checked: CheckedChat, open: OpenChecks): void {
  const { chat, model, masked, options, place } = checked;
  const rendering: PrefixRendering = { template: model.template, input: chat, text: masked.text, options };
  for (const { message } of masked.turns) {
    const turn = prefixTurn(message, rendering);
    const preserved = isPreserved(rendering, message + 1);
    const text = masked.text.slice(0, 200);
    open['prefix-preserving'].record(preserved, {
      place,
      message,
      reason: 'the chat up to this turn is rendered otherwise than within the whole chat',
      text,
    });
    // Where the turn itself is rendered otherwise later, its own form is what the prompt must lead to.
    const begins = !('reason' in turn) || beginsWithPrompt(rendering, message);
    open['prompt-is-prefix'].record(begins, {
      place,
      message,
      reason: 'what the generation prompt begins, the trained turn does not go on with',
      text: generationPrompt(rendering, message) ?? '',
    });
  }
  checkBos(checked, open);
}

function isPreserved(rendering: PrefixRendering, count: number): boolean {
  const part = renderPart(rendering, count, false);
  return typeof part === 'string' && rendering.text.startsWith(part);
}

function beginsWithPrompt(rendering: PrefixRendering, message: number): boolean {
  const [before, after] = [renderPart(rendering, message, true), renderPart(rendering, message + 1, false)];
  return typeof before === 'string' && typeof after === 'string' && after.startsWith(before);
}

/** A template that writes BOS, and a tokenizer that adds it to every text: who encodes rendered text as any other has two. */
export function adviseOnBos({ template, tokenizer }: CheckedModel): string[] {
  const text = renderPart({ template, input: probe, text: '', options: {} }, probe.messages.length, false);
  const { bos_token: bos } = template.specialTokens;
  if (typeof text !== 'string' || typeof bos !== 'string') return [];
  const id = tokenizer.tokenToId(bos);
  const { ids } = tokenizer.encoding(text, { addSpecialTokens: true, special: 'match', offsets: 'utf16' });
  if (id === undefined || ids[0] !== id || ids[1] !== id) return [];
  return [`the template writes ${bos}, and the tokenizer adds it: encode rendered text without adding special tokens`];
}

function checkBos({ masked, model, place }: CheckedChat, open: OpenChecks): void {
  const { bos_token: bos } = model.template.specialTokens;
  const id = typeof bos === 'string' ? model.tokenizer.tokenToId(bos) : undefined;
  if (id === undefined) return open['one-bos'].pass();
  const doubled = masked.ids.findIndex((each, index) => each === id && masked.ids[index + 1] === id);
  const at = masked.offsets[2 * doubled] ?? 0;
  open['one-bos'].record(doubled < 0, {
    place,
    reason: `${id} stands twice in a row, at id ${doubled}`,
    text: masked.text.slice(at, at + 80),
  });
}
