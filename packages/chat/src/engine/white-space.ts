// What Python's str takes for white space and for the end of a line; JavaScript's `trim` and `\s` differ.

/** Whether str.isspace is true of the UTF-16 unit. */
export function isSpace(unit: number): boolean {
  if (unit <= 0x20) return unit === 0x20 || (unit >= 9 && unit <= 13) || (unit >= 0x1c && unit <= 0x1f);
  if (unit < 0x1680) return unit === 0x85 || unit === 0xa0;
  if (unit < 0x2000) return unit === 0x1680;
  return unit <= 0x200a || unit === 0x2028 || unit === 0x2029 || unit === 0x202f || unit === 0x205f || unit === 0x3000;
}

export type Strips = (unit: number) => boolean;

/** The first index from `begin` whose unit is not stripped. */
export function skipForward(text: string, begin: number, strips: Strips = isSpace): number {
  let at = begin;
  while (at < text.length && strips(text.charCodeAt(at))) ++at;
  return at;
}

/** The index behind the last unit before `end` that is not stripped. */
export function skipBackward(text: string, end: number, strips: Strips = isSpace, begin = 0): number {
  let at = end;
  while (at > begin && strips(text.charCodeAt(at - 1))) --at;
  return at;
}

/** Whether str.splitlines ends a line at the unit; CR LF is one end. */
export function endsLine(unit: number): boolean {
  return (
    (unit >= 10 && unit <= 13) || (unit >= 0x1c && unit <= 0x1e) || unit === 0x85 || unit === 0x2028 || unit === 0x2029
  );
}
