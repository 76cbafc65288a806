// Names of the hidden folders that stand beside a target while it is written: they say who writes, so that a later run can
// tell a dead writer's leftovers from a living writer's work.

import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import path from 'node:path';

const hostMark = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** Paths of this process: its own number is alive by definition, its old folders (after a number is reused) are not. */
const ownFolders = new Set<string>();

/** A new path `.<name>.tokengraft-<pid>-<host and chance>` beside `target`; `forget` it when the folder is gone. */
export function claimWorkFolder(target: string): string {
  const chance = hostMark + randomBytes(4).toString('hex');
  const folder = path.join(path.dirname(target), `${prefixOf(target)}${process.pid}-${chance}`);
  ownFolders.add(folder);
  return folder;
}

export function forgetWorkFolder(folder: string): void {
  ownFolders.delete(folder);
}

/** Where an old target waits while the new one takes its place, on systems that cannot swap two folders. */
export function asideOf(workFolder: string): string {
  return `${workFolder}.old`;
}

export function isAside(folder: string): boolean {
  return folder.endsWith('.old');
}

/** Whether `entry`, found beside `target`, was left by a process of this machine that has ended. */
export function isAbandoned(entry: string, target: string): boolean {
  // An operation of two steps writes its first one beside its own work folder.
  const outer = /^\.(\..+)\.tokengraft-\d+-[0-9a-f]{16}$/.exec(entry)?.[1];
  if (outer !== undefined) return isAbandoned(outer, target);
  const prefix = prefixOf(target);
  if (!entry.startsWith(prefix)) return false;
  const match = /^(\d+)-([0-9a-f]{8})[0-9a-f]{8}(\.old)?$/.exec(entry.slice(prefix.length));
  if (match === null || match[2] !== hostMark) return false;
  const pid = Number(match[1]);
  if (pid !== process.pid) return !isRunning(pid);
  return !ownFolders.has(path.join(path.dirname(target), entry.replace(/\.old$/, '')));
}

function prefixOf(target: string): string {
  return `.${path.basename(target)}.tokengraft-`;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
