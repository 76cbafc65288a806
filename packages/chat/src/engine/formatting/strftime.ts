// strftime in the C locale, of a wall clock without a time zone.

export interface WallClock {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
}

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

export function strftime(format: string, clock: WallClock): string {
  return format.replace(/%([-_0^#]?)(.)/gsu, (whole, flag: string, letter: string) => {
    const text = directive(letter, clock);
    if (text === undefined) return whole;
    if (flag === '-') return text.replace(/^[0 ]+(?=.)/, '');
    if (flag === '_') return text.replace(/^0+(?=.)/, (zeros) => ' '.repeat(zeros.length));
    return flag === '^' ? text.toUpperCase() : text;
  });
}

function directive(letter: string, clock: WallClock): string | undefined {
  const composed = compositions[letter];
  if (composed !== undefined) return strftime(composed, clock);
  return directives[letter]?.(clock);
}

const compositions: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
  h: '%b',
};

const directives: Readonly<Record<string, (clock: WallClock) => string>> = {
  a: (clock) => dayName(clock).slice(0, 3),
  A: dayName,
  b: ({ month }) => monthName(month).slice(0, 3),
  B: ({ month }) => monthName(month),
  C: ({ year }) => digits(Math.floor(year / 100), 2),
  d: ({ day }) => digits(day, 2),
  e: ({ day }) => String(day).padStart(2),
  f: ({ microsecond }) => digits(microsecond, 6),
  G: (clock) => String(isoWeek(clock).year),
  g: (clock) => digits(isoWeek(clock).year % 100, 2),
  H: ({ hour }) => digits(hour, 2),
  I: ({ hour }) => digits(hour % 12 || 12, 2),
  j: (clock) => digits(dayOfYear(clock), 3),
  k: ({ hour }) => String(hour).padStart(2),
  l: ({ hour }) => String(hour % 12 || 12).padStart(2),
  m: ({ month }) => digits(month, 2),
  M: ({ minute }) => digits(minute, 2),
  n: () => '\n',
  p: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
  P: ({ hour }) => (hour < 12 ? 'am' : 'pm'),
  S: ({ second }) => digits(second, 2),
  t: () => '\t',
  u: (clock) => String(weekday(clock) || 7),
  U: (clock) => digits(Math.floor((dayOfYear(clock) + 6 - weekday(clock)) / 7), 2),
  V: (clock) => digits(isoWeek(clock).week, 2),
  w: (clock) => String(weekday(clock)),
  W: (clock) => digits(Math.floor((dayOfYear(clock) + 6 - ((weekday(clock) + 6) % 7)) / 7), 2),
  y: ({ year }) => digits(year % 100, 2),
  Y: ({ year }) => String(year),
  z: () => '',
  Z: () => '',
  '%': () => '%',
};

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

function dayName(clock: WallClock): string {
  return days[weekday(clock)] ?? '';
}

function monthName(month: number): string {
  return months[month - 1] ?? '';
}

const millisecondsPerDay = 86_400_000;

function dayNumber(year: number, month: number, day: number): number {
  return Math.round(Date.UTC(year, month - 1, day) / millisecondsPerDay);
}

/** 0 = Sunday; 1 January 1970 was a Thursday. */
function weekday({ year, month, day }: WallClock): number {
  return (((dayNumber(year, month, day) + 4) % 7) + 7) % 7;
}

function dayOfYear({ year, month, day }: WallClock): number {
  return dayNumber(year, month, day) - dayNumber(year, 1, 1) + 1;
}

/** ISO 8601: the week of a day is that of its Thursday. */
function isoWeek(clock: WallClock): { readonly year: number; readonly week: number } {
  const { year, month, day } = clock;
  const thursday = new Date((dayNumber(year, month, day) + 4 - (weekday(clock) || 7)) * millisecondsPerDay);
  const thursdayYear = thursday.getUTCFullYear();
  const ordinal = Math.round(thursday.getTime() / millisecondsPerDay) - dayNumber(thursdayYear, 1, 1);
  return { year: thursdayYear, week: Math.floor(ordinal / 7) + 1 };
}
