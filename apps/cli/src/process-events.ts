// What the system tells a running command: interrupts, and readers that have gone.

import { constants } from 'node:os';

export interface SignalWatch {
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** 130 or 143 once a signal came. */
  exitCode(): number | undefined;
  stop(): void;
}

const watched = ['SIGINT', 'SIGTERM'] as const;

/** The first signal lets the command clean up; the second ends the process at once. */
export function watchSignals(): SignalWatch {
  const controller = new AbortController();
  let received: number | undefined;
  const onSignal = (name: NodeJS.Signals): void => {
    const code = 128 + constants.signals[name];
    if (received !== undefined) process.exit(code);
    received = code;
    controller.abort(new Error(`interrupted by ${name}`));
  };
  for (const name of watched) process.on(name, onSignal);
  return {
    signal: controller.signal,
    exitCode: () => received,
    stop: () => watched.forEach((name) => process.off(name, onSignal)),
  };
}

/** `tokengraft … | head` ends as quietly as `cat` does; a closed standard error silences the notes only. */
export function endQuietlyOnClosedPipe(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  stderr.on('error', () => {});
}
