// A chat template: its source, compiled, with the special tokens that it may name.

import { Template, transformersSyntax, type TemplateSyntax } from './engine/index.js';
import { asTokengraftError } from './template-error.js';

export interface ChatTemplateOptions {
  /** What refusals call it; usually its file. Default: 'chat template'. */
  readonly name?: string;
  /** `bos_token`, `eos_token` … as variables of the template. Default: none. */
  readonly specialTokens?: Readonly<Record<string, string | readonly string[]>>;
  /** What happens to white space around tags. Default: as transformers sets up jinja2. */
  readonly syntax?: Partial<TemplateSyntax>;
}

export class ChatTemplate {
  readonly name: string;
  readonly source: string;
  readonly specialTokens: Readonly<Record<string, string | readonly string[]>>;
  readonly #compiled: Template;

  /** Fails with `bad-file` for a source that is no template. */
  constructor(source: string, { name = 'chat template', specialTokens = {}, syntax = {} }: ChatTemplateOptions = {}) {
    if (typeof source !== 'string') throw new TypeError(`expected a string for source, received ${typeof source}`);
    this.name = name;
    this.source = source;
    this.specialTokens = specialTokens;
    this.#compiled = compile(source, name, { ...transformersSyntax, ...syntax });
  }

  /** For renderChat; not part of the public face. */
  static engineOf(template: ChatTemplate): Template {
    if (!(template instanceof ChatTemplate)) throw new TypeError('expected a ChatTemplate for template');
    return template.#compiled;
  }
}

function compile(source: string, name: string, syntax: TemplateSyntax): Template {
  try {
    return new Template(source, syntax);
  } catch (error) {
    throw asTokengraftError(error, name, 'bad-file');
  }
}
