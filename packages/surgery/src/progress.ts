// What a long operation says while it runs.

export type SurgeryStep = 'open' | 'plan' | 'write' | 'verify';

/** `done` of `total` bytes of the named step; 0 of 0 where a step has no length of its own. */
export interface SurgeryProgress {
  readonly step: SurgeryStep;
  readonly done: number;
  readonly total: number;
}

export type OnProgress = (progress: SurgeryProgress) => void;
