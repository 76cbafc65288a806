// The shapes that rows of instruction data have, in the order in which their keys are looked for.

import { alpaca } from './alpaca.js';
import { conversations } from './conversations.js';
import type { Row, Shape } from './example.js';
import { inputOutput } from './input-output.js';
import { messages } from './messages.js';
import { preference } from './preference.js';
import { promptCompletion } from './prompt-completion.js';
import { questionAnswer } from './question-answer.js';
import { text } from './text.js';

export const shapes = {
  messages,
  conversations,
  preference,
  alpaca,
  'question-answer': questionAnswer,
  'input-output': inputOutput,
  'prompt-completion': promptCompletion,
  text,
} as const satisfies Record<string, Shape>;

export type ShapeName = keyof typeof shapes;

export const shapeNames: readonly ShapeName[] = Object.keys(shapes) as ShapeName[];

/** Other spellings of the names: the columns themselves, and what trainers call them. */
const otherNames: Readonly<Record<string, ShapeName>> = {
  'question/answer': 'question-answer',
  qa: 'question-answer',
  'input/output': 'input-output',
  'instruction/input/output': 'alpaca',
  'instruction/output': 'alpaca',
  'prompt/completion': 'prompt-completion',
  openai: 'messages',
  sharegpt: 'conversations',
  'prompt/chosen/rejected': 'preference',
};

/** The shape that `name` means, in any of its spellings. */
export function shapeNamed(name: string): ShapeName | undefined {
  if (Object.hasOwn(shapes, name)) return name as ShapeName;
  return Object.hasOwn(otherNames, name) ? otherNames[name] : undefined;
}

/** The first shape whose keys `row` has. */
export function detectShape(row: Row): ShapeName | undefined {
  return shapeNames.find((name) => shapes[name].keys.every((key) => row[key] !== undefined));
}
