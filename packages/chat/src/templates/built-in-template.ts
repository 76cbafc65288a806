// What a built-in template is made of.

export interface BuiltInTemplate {
  /** The layout in a sentence. */
  readonly summary: string;
  /** The control token that ends a turn where none is named. */
  readonly endOfTurn: string;
  /** Control tokens that the layout needs beside it. */
  readonly specialTokens: readonly string[];
  /** The template's source, with `endOfTurn` where a turn ends. */
  readonly source: (endOfTurn: string) => string;
}

/** A string literal of the template language. */
export function literal(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n');
  return `'${escaped}'`;
}

/** Writes `bos_token` where the model has one. */
export const beginOfSequence = '{{- bos_token if bos_token is defined and bos_token else "" }}';

/** Refuses chats in which user and assistant do not take turns, after an optional system message. */
export const alternation = `{%- set turns = messages[1:] if messages and messages[0]['role'] == 'system' else messages %}
{%- for message in turns %}
{%- if message['role'] != ('user' if loop.index0 % 2 == 0 else 'assistant') %}{{- raise_exception('roles must alternate user and assistant, after an optional system message') }}{%- endif %}
{%- endfor %}`;
