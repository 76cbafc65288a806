// Where a running template keeps its variables.

import type { RenderState } from './state.js';
import type { Value } from './values.js';

export class Frame {
  /** One value a slot; undefined: not set. */
  readonly slots: (Value | undefined)[];
  readonly parent: Frame | undefined;
  readonly state: RenderState;

  constructor(size: number, parent: Frame | undefined, state: RenderState) {
    this.slots = Array<Value | undefined>(size);
    this.parent = parent;
    this.state = state;
  }
}

export type Evaluate = (frame: Frame) => Value;

/** How a statement ends: with the next one, out of the loop, or with the loop's next item. */
export type Ending = 0 | 1 | 2;
export const goOn = 0;
export const leaveLoop = 1;
export const nextItem = 2;

export type Execute = (frame: Frame) => Ending;
