import { addedJob, type AddedMessage, type AddedRequest } from './added.js';
import { loadJob, type LoadMessage, type LoadRequest } from './load.js';
import { pathologicalJob, type PathologicalMessage, type PathologicalRequest } from './pathological.js';
import { trainJob, type TrainMessage, type TrainRequest } from './train.js';

export interface Requests {
  readonly added: AddedRequest;
  readonly load: LoadRequest;
  readonly pathological: PathologicalRequest;
  readonly train: TrainRequest;
}
export interface Messages {
  readonly added: AddedMessage;
  readonly load: LoadMessage;
  readonly pathological: PathologicalMessage;
  readonly train: TrainMessage;
}
export type JobName = keyof Requests;

type Job<Name extends JobName> = (request: Requests[Name], send: (message: Messages[Name]) => void) => Promise<void>;

/** What a child can be asked for. */
export const jobs: { readonly [Name in JobName]: Job<Name> } = {
  added: addedJob,
  load: loadJob,
  pathological: pathologicalJob,
  train: trainJob,
};
