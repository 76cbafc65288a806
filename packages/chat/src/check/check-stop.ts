// The token that ends a turn: written, one id, known to generation, learnt, not padding.

import type { SupervisedTurn } from '../masks/supervise-chat.js';
import type { CheckedChat, CheckedModel, OpenChecks } from './check-chat.js';

export function checkStop(checked: CheckedChat, open: OpenChecks): void {
  for (const turn of checked.masked.turns) checkTurn(turn, checked, open);
  checkOthers(checked, open);
}

function checkTurn(turn: SupervisedTurn, checked: CheckedChat, open: OpenChecks): void {
  const { place, masked, model } = checked;
  const { message, terminator } = turn;
  if (terminator === undefined) {
    const text = tailOf(checked, turn);
    return open['stop-emitted'].fail({ place, message, reason: 'no control token stands behind the turn', text });
  }
  open['stop-emitted'].pass();
  const token = masked.text.slice(terminator.begin, terminator.end);
  const ids = idsIn(checked, terminator.begin, terminator.end);
  const [id = -1] = ids;
  const where = { place, message, text: token };
  open['stop-is-one-id'].record(ids.length === 1, { ...where, reason: `it is ${ids.length} ids: ${ids.join(', ')}` });
  open['stop-configured'].record(model.stopIds.includes(id), {
    ...where,
    reason: `its id ${id} is not among the stop ids of the configuration: ${model.stopIds.join(', ') || 'none'}`,
  });
  open['stop-supervised'].record(isLearnt(checked, terminator.begin, terminator.end), {
    ...where,
    reason: 'its mask is 0',
  });
  const pad = padOf(model);
  open['stop-is-not-pad'].record(pad !== id, {
    ...where,
    reason: `${token} is pad_token, too; trainers leave padding out of the loss`,
  });
}

/** The end of the turn and what follows. */
function tailOf({ masked }: CheckedChat, { ranges }: SupervisedTurn): string {
  const end = ranges.at(-1)?.end ?? 0;
  return masked.text.slice(Math.max(0, end - 40), end + 40);
}

function idsIn({ masked }: CheckedChat, begin: number, end: number): number[] {
  return Array.from(masked.ids).filter((_, index) => {
    const [from, to] = [masked.offsets[2 * index] ?? 0, masked.offsets[2 * index + 1] ?? 0];
    return from < end && to > begin;
  });
}

function isLearnt({ masked }: CheckedChat, begin: number, end: number): boolean {
  return masked.mask.every((bit, index) => {
    const [from, to] = [masked.offsets[2 * index] ?? 0, masked.offsets[2 * index + 1] ?? 0];
    return bit === 1 || from >= end || to <= begin;
  });
}

function padOf({ template, tokenizer }: CheckedModel): number | undefined {
  const { pad_token: pad } = template.specialTokens;
  return typeof pad === 'string' ? tokenizer.tokenToId(pad) : undefined;
}

/** No character of a message that is not learnt has a mask. */
function checkOthers({ place, masked }: CheckedChat, open: OpenChecks): void {
  const learnt = new Set(masked.turns.map(({ message }) => message));
  for (const span of masked.spans) {
    if (span.source === 'template' || span.field === 'role' || learnt.has(span.message ?? -1)) continue;
    const taken = masked.ranges.some((range) => range.begin < span.end && range.end > span.start);
    const text = masked.text.slice(span.start, span.end);
    const message = span.message === undefined ? {} : { message: span.message };
    open['user-not-supervised'].record(!taken, {
      place,
      ...message,
      reason: `text of ${span.role ?? span.source} is learnt`,
      text,
    });
  }
}
