// The other end of `runInChild`: takes one job, sends its messages, and ends.

import { jobs, type JobName } from './jobs.js';

interface Order {
  readonly job: JobName;
  readonly request: never;
}

process.once('message', ({ job, request }: Order) => {
  const send = (message: unknown): void => void process.send?.(message);
  jobs[job](request, send).then(
    () => process.disconnect(),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
