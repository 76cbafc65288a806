import type { TextRange } from '../encode-chat.js';

/** The part of a text that a method has for the turn of one message. */
export interface TurnRange extends TextRange {
  readonly message: number;
}
