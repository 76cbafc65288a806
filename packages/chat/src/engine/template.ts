// A template, compiled once and run many times.

import { Budget, type RenderLimits } from './budget.js';
import { compileTemplate } from './compile.js';
import { limitError, TemplateFailure } from './failure.js';
import type { WallClock } from './formatting/strftime.js';
import { RenderState } from './state.js';
import { parseTemplate } from './syntax/parse-template.js';
import type { LexerOptions } from './syntax/tokens.js';
import { RunCollector, textOf, type Run } from './traced.js';
import type { Text, Value } from './values.js';

/** As transformers sets up jinja2. */
export const transformersSyntax: LexerOptions = { trimBlocks: true, lstripBlocks: true, keepTrailingNewline: false };

/** UTF-16 units of a source. */
const maxSourceLength = 1 << 19;

export interface RunOptions {
  readonly limits: RenderLimits;
  /** UTF-16 units that have been read of the input, by which the default limits grow. */
  readonly input: { readonly length: number };
  readonly now: () => WallClock;
}

export interface Rendered {
  readonly text: string;
  /** Where the text comes from; found when asked. */
  readonly runs: () => readonly Run[];
}

export class Template {
  readonly #run: (state: RenderState) => void;

  /** Throws TemplateFailure for a source that is no template. */
  constructor(source: string, syntax: LexerOptions = transformersSyntax) {
    if (source.length > maxSourceLength) throw limitError(`a template of more than ${maxSourceLength} characters`);
    this.#run = guardStack(() => compileTemplate(parseTemplate(source, syntax)));
  }

  /** Throws TemplateFailure for what goes wrong while it runs. */
  render(variables: ReadonlyMap<string, Value>, options: RunOptions): Rendered {
    const state = new RenderState(variables, new Budget(options.limits, options.input), options.now);
    try {
      guardStack(() => this.#run(state));
    } catch (error) {
      if (error instanceof TemplateFailure) error.line ??= state.line === 0 ? undefined : state.line;
      throw error;
    }
    const { pieces } = state;
    // Adding makes a rope, which V8 flattens when somebody reads it; `join` would copy at once.
    let text = '';
    for (const piece of pieces) text += textOf(piece);
    return { text, runs: () => collectRuns(pieces) };
  }
}

function collectRuns(pieces: readonly Text[]): readonly Run[] {
  const collector = new RunCollector();
  for (const piece of pieces) collector.addText(piece);
  return collector.runs;
}

/** A chain of operators that is too long for the stack is one more thing that a template may not do. */
function guardStack<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError && error.message.includes('call stack'))
      throw limitError('the template is too deep');
    throw error;
  }
}
