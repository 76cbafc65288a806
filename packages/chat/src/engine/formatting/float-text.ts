// Floats as Python prints them: the shortest digits that read back, an exponent from 1e16 on and below 1e-4.

export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const [digits = '0', exponent = '0'] = Math.abs(value).toExponential().split('e');
  return sign + place(digits.replace('.', ''), Number(exponent));
}

function place(digits: string, exponent: number): string {
  if (exponent < -4 || exponent >= 16) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${digits[0]}${fraction}e${exponentText(exponent)}`;
  }
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const padded = digits.padEnd(exponent + 2, '0');
  return `${padded.slice(0, exponent + 1)}.${padded.slice(exponent + 1)}`;
}

/** With a sign and two digits at least. */
export function exponentText(exponent: number): string {
  return `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
