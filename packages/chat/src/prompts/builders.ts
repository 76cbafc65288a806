// The five kinds of prompts. Each builder is one function from inputs to a prompt.

import { expectArray, expectString } from '@tokengraft/errors';
import type { ChatMessage } from '../render-chat.js';
import { refuseLabels, refuseSeparators, type MessagesPrompt, type TextPrompt } from './prompt.js';

/** Says what to do, and on what. */
export function instructionPrompt(instruction: string, input?: string, system?: string): MessagesPrompt {
  expectString('instruction', instruction);
  const content = input === undefined ? instruction : `${instruction}\n\n${expectString('input', input)}`;
  return { messages: [...systemMessage(system), { role: 'user', content }], stop: [] };
}

/** Begins a text that a base model goes on with. */
export function completionPrompt(text: string, stop: readonly string[] = []): TextPrompt {
  return { text: expectString('text', text), stop };
}

/** Sets a scene and who speaks in it. */
export function scenarioPrompt(scenario: string, persona: string, message: string): MessagesPrompt {
  const system = `${expectString('scenario', scenario)}\n\nYou are ${expectString('persona', persona)}.`;
  return {
    messages: [...systemMessage(system), { role: 'user', content: expectString('message', message) }],
    stop: [],
  };
}

export interface Demonstration {
  readonly input: string;
  readonly output: string;
}

/** Shows by examples what to do, as turns of a chat. */
export function demonstrationPrompt(
  examples: readonly Demonstration[],
  input: string,
  system?: string,
): MessagesPrompt {
  const turns = expectArray('examples', examples).flatMap((_, index) => turnsOf(examples, index));
  const last = { role: 'user', content: expectString('input', input) };
  return { messages: [...systemMessage(system), ...turns, last], stop: [] };
}

function turnsOf(examples: readonly Demonstration[], index: number): ChatMessage[] {
  const { input, output } = examples[index] ?? {};
  return [
    { role: 'user', content: expectString(`examples[${index}].input`, input) },
    { role: 'assistant', content: expectString(`examples[${index}].output`, output) },
  ];
}

export interface Separators {
  /** Behind the prompt: where the completion begins. Default `\n\n###\n\n`. */
  readonly prompt?: string;
  /** Behind the completion: where it ends. Default ` END`. */
  readonly completion?: string;
}

export interface FineTunedPrompt extends TextPrompt {
  /** What follows the prompt in training; absent without an output. */
  readonly completion?: string;
}

/** The form of a model that was fine-tuned on prompts and completions with separators. */
export function fineTunedPrompt(input: string, output?: string, separators: Separators = {}): FineTunedPrompt {
  const { prompt = '\n\n###\n\n', completion = ' END' } = separators;
  refuseSeparators({ input: expectString('input', input), ...(output === undefined ? {} : { output }) }, [
    prompt,
    completion,
  ]);
  const text = input + prompt;
  const stop = [completion];
  return output === undefined
    ? { text, stop }
    : { text, stop, completion: ` ${expectString('output', output)}${completion}` };
}

export interface DemonstrationText {
  readonly inputLabel?: string;
  readonly outputLabel?: string;
  /** Between examples; generation stops there. Default an empty line and `---`. */
  readonly separator?: string;
}

/** Examples for a base model, as one text. */
export function demonstrationText(
  examples: readonly Demonstration[],
  input: string,
  labels: DemonstrationText = {},
): TextPrompt {
  const { inputLabel = 'Input: ', outputLabel = 'Output: ', separator = '\n---\n' } = labels;
  const inputs = Object.fromEntries(
    expectArray('examples', examples).flatMap((_, index) => [
      [`examples[${index}].input`, expectString(`examples[${index}].input`, examples[index]?.input)],
      [`examples[${index}].output`, expectString(`examples[${index}].output`, examples[index]?.output)],
    ]),
  );
  const texts = { ...inputs, input: expectString('input', input) };
  refuseSeparators(texts, [separator]);
  refuseLabels(texts, [inputLabel, outputLabel]);
  const shown = examples.map((each) => `${inputLabel}${each.input}\n${outputLabel}${each.output}`);
  return {
    text: [...shown, `${inputLabel}${input}\n${outputLabel}`.trimEnd()].join(separator),
    stop: [separator.trim()],
  };
}

function systemMessage(system: string | undefined): ChatMessage[] {
  return system === undefined ? [] : [{ role: 'system', content: expectString('system', system) }];
}
