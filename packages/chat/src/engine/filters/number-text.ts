// Numbers spelled in strings, as Python's int() and float() read them.

import { valueError } from '../failure.js';
import { integer } from '../values.js';
import { strip } from '../methods/text-split.js';
import { textOf } from '../traced.js';

const prefixes: Readonly<Record<number, string>> = { 2: '0b', 8: '0o', 16: '0x' };

/** int(text, base); undefined where Python raises ValueError. */
export function parseIntegerText(text: string, base: number): number | bigint | undefined {
  if (base !== 0 && (base < 2 || base > 36)) throw valueError('int() base must be >= 2 and <= 36, or 0');
  const [, sign, spelled = ''] = /^([-+]?)(.*)$/s.exec(textOf(strip(text, undefined))) ?? [];
  const [radix, digits] = readRadix(asciiDigits(spelled).toLowerCase(), base);
  if (!/^[0-9a-z]+(_[0-9a-z]+)*$/.test(digits) || digits.length > 4300) return undefined;
  let value = 0n;
  for (const digit of digits.replaceAll('_', '')) {
    const worth = Number.parseInt(digit, 36);
    if (worth >= radix) return undefined;
    value = value * BigInt(radix) + BigInt(worth);
  }
  return integer(sign === '-' ? -value : value);
}

function readRadix(spelled: string, base: number): readonly [number, string] {
  const found = Object.entries(prefixes).find(([, prefix]) => spelled.startsWith(prefix));
  if (found === undefined || (base !== 0 && base !== Number(found[0]))) return [base || 10, spelled];
  return [Number(found[0]), spelled.slice(2).replace(/^_/, '')];
}

/** float(text); undefined where Python raises ValueError. */
export function parseFloatText(text: string): number | undefined {
  const spelled = asciiDigits(textOf(strip(text, undefined))).toLowerCase();
  if (/^[-+]?(inf|infinity)$/.test(spelled)) return spelled.startsWith('-') ? -Infinity : Infinity;
  if (/^[-+]?nan$/.test(spelled)) return Number.NaN;
  if (!/^[-+]?(\d+(_\d+)*)?(\.(\d+(_\d+)*)?)?(e[-+]?\d+(_\d+)*)?$/.test(spelled) || !/^[-+]?\.?\d/.test(spelled))
    return undefined;
  return Number(spelled.replaceAll('_', ''));
}

/** Decimal digits of other scripts count, too; they come in runs of ten from zero to nine. */
function asciiDigits(text: string): string {
  return text.replace(/(?![0-9])\p{Nd}/gu, (digit) => {
    let code = digit.codePointAt(0) ?? 0;
    const last = code;
    while (/^\p{Nd}$/u.test(String.fromCodePoint(code - 1)) && last - code < 9) --code;
    return String(last - code);
  });
}
