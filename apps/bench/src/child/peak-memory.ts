import { readFileSync } from 'node:fs';

/** The most memory that this process has had, in KiB. A process that another one starts takes over the other's `maxRSS`. */
export function peakKibibytes(): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}
