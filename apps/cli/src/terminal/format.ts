// Numbers and tokens as people read them.

export function formatInteger(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

export function formatRatio(value: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** "1 token", "2 tokens". */
export function formatCount(value: number, noun: string, plural = `${noun}s`): string {
  return `${formatInteger(value)} ${value === 1 ? noun : plural}`;
}

export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? formatInteger(value) : value.toFixed(value < 10 ? 1 : 0)} ${units[power]}`;
}

export function formatSeconds(seconds: number): string {
  if (seconds < 1) return `${Math.max(1, Math.round(seconds * 1000))} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** A token on one line of a terminal: quoted where white space or control characters would hide. */
/** What a token stands for, or, where that is part of a character, how the vocabulary spells it. */
export function nameOfToken({ token, text = token }: { readonly token: string; readonly text?: string }): string {
  return formatToken(text.includes('\ufffd') ? token : text);
}

export function formatToken(token: string): string {
  return plainToken.test(token) ? token : JSON.stringify(token);
}

const plainToken = /^[^\p{C}\p{Z}"]+$/u;
