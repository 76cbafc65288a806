// Training step by step, as textbooks show it: small texts with every merge applied, letters from Z down for new tokens.

import { readTextFile } from '@tokengraft/documents';
import type { TrainedStep, TrainedTokenizer } from '@tokengraft/tokenizer';
import { formatInteger, formatToken } from '../terminal/format.js';
import { formatTable } from '../terminal/table.js';

/** Texts that are longer are not shown. */
const shownLength = 200;

export async function formatTrace({ steps }: TrainedTokenizer, paths: readonly string[]): Promise<string[]> {
  const names = new Map<string, string>();
  const [path] = paths;
  const whole =
    paths.length === 1 && path !== undefined && !/\.(gz|zst|jsonl)$/.test(path) ? await readTextFile(path) : '';
  const line = whole.trimEnd();
  const shows = line !== '' && line.length <= shownLength && !line.includes('\n') && !/\s/.test(line);
  let symbols = shows ? [...new TextEncoder().encode(line)].map(spellByte) : [];
  const rows = steps.map((step, index) => {
    names.set(step.token, nameOf(index, step.token));
    symbols = applyStep(symbols, step);
    const shown = symbols.map((symbol) => names.get(symbol) ?? symbol).join('');
    const pair = [step.left, step.right].map((part) => names.get(part) ?? part).join(' ');
    return [
      String(index + 1),
      `${nameOf(index, step.token)} = ${pair}`,
      formatInteger(step.count),
      formatToken(step.token),
      shown,
    ];
  });
  const right = { align: 'right' } as const;
  const columns = [
    { title: 'step', ...right },
    { title: 'merge' },
    { title: 'count', ...right },
    { title: 'token' },
    { title: shows ? line : '' },
  ];
  return formatTable(columns, rows);
}

/** Z, Y, X …; behind the alphabet the token's own spelling. */
function nameOf(index: number, token: string): string {
  return index < 26 ? String.fromCharCode(0x5a - index) : formatToken(token);
}

function spellByte(byte: number): string {
  return String.fromCharCode(byte);
}

function applyStep(symbols: readonly string[], { left, right, token }: TrainedStep): string[] {
  const merged: string[] = [];
  for (let at = 0; at < symbols.length; at++) {
    const joins = symbols[at] === left && symbols[at + 1] === right;
    merged.push(joins ? token : (symbols[at] ?? ''));
    if (joins) at++;
  }
  return merged;
}
