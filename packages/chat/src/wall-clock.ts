// What a clock on the wall shows, for `strftime_now`.

import type { WallClock } from './engine/index.js';

const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6})\d*)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/** A Date shows local time; an ISO text shows what it says, whatever its zone, so that it reads alike everywhere. */
export function readWallClock(now: Date | string | undefined): WallClock {
  if (typeof now !== 'string') return fromDate(now ?? new Date());
  const match = iso.exec(now);
  if (match === null || Number.isNaN(Date.parse(`${now.slice(0, 10)}T00:00:00Z`))) {
    throw new TypeError(`expected an ISO time like 2025-07-10T12:00:00 for now, received ${JSON.stringify(now)}`);
  }
  const [, year, month, day, hour = 0, minute = 0, second = 0, fraction = '0'] = match;
  return {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    microsecond: Number(fraction.padEnd(6, '0')),
  };
}

function fromDate(now: Date): WallClock {
  if (!(now instanceof Date) || Number.isNaN(now.getTime())) throw new TypeError('expected a valid Date for now');
  return {
    year: now.getFullYear(),
    month: now.getMonth() + 1,
    day: now.getDate(),
    hour: now.getHours(),
    minute: now.getMinutes(),
    second: now.getSeconds(),
    microsecond: 1000 * now.getMilliseconds(),
  };
}
