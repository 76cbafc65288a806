// The report of a chat check, for people.

import type { Check, ChatReport } from '@tokengraft/chat';
import { formatCount } from '../terminal/format.js';
import type { Style } from '../terminal/style.js';

export function formatChatReport(model: string, report: ChatReport, style: Style): string[] {
  const failed = report.checks.filter(({ ok }) => !ok).length;
  const verdict = report.ok ? style.green('it can') : style.red(`refuted by ${formatCount(failed, 'check')}`);
  return [
    `${style.bold('can it stop?')}  ${model}: ${verdict}`,
    '',
    ...report.checks.flatMap((check) => formatCheck(check, style)),
    ...report.advice.map((advice) => style.yellow(`! ${advice}`)),
    '',
    style.dim(dataLine(report)),
  ];
}

function formatCheck({ claim, name, ok, tried, failed, examples }: Check, style: Style): string[] {
  if (tried === 0) return [style.dim(`– ${claim} (${name}: not tried)`)];
  if (ok) return [`${style.green('✓')} ${claim} ${style.dim(`(${name})`)}`];
  return [
    `${style.red('✗')} ${claim} ${style.dim(`(${name}: ${failed} of ${tried} fail)`)}`,
    ...examples.map(({ place, message, reason, text }) => {
      const turn = message === undefined ? place : `${place}, message ${message}`;
      return `    ${turn}: ${reason}${text === undefined ? '' : `: ${JSON.stringify(text)}`}`;
    }),
  ];
}

function dataLine({ chats, turns, ids, supervisedIds }: ChatReport): string {
  if (chats === 0) return 'a chat of its own was checked; name data to check every turn of it';
  return `${formatCount(chats, 'chat')}, ${formatCount(turns, 'assistant turn')}, ${formatCount(ids, 'id')}, ${supervisedIds} of them learnt`;
}
