// The pieces of a rendered chat and where they come from.

import type { Origin, OriginSource, Run } from './engine/index.js';

export type SpanSource = OriginSource;

/** Characters [`start`, `end`) of the text, as JavaScript indices. Spans lie without gaps, in order; none is empty. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly source: SpanSource;
  /** Keys and indices from the input's root to the field; absent for the template's own text. */
  readonly path?: readonly (string | number)[];
  /** Index of the message. */
  readonly message?: number;
  /** Role of the message. */
  readonly role?: string;
  /** Field of the message: `content`, `tool_calls` … */
  readonly field?: string;
  /** The field is structure as the caller chose it, a role, and may take part in control tokens as template text may. */
  readonly trusted?: true;
  /** Rendered inside `{% generation %}`. */
  readonly generated?: true;
}

/** `roles`: the role of each message. */
export function spansOf(runs: readonly Run[], roles: readonly (string | undefined)[]): Span[] {
  let start = 0;
  return runs.map(({ end, origin }) => {
    const span = { start, end, ...describeOrigin(origin, roles) };
    start = end;
    return span;
  });
}

type Place = Omit<Span, 'start' | 'end'>;

function describeOrigin(origin: Origin, roles: readonly (string | undefined)[]): Place {
  const generated = origin.generated ? ({ generated: true } as const) : {};
  if (origin.source === 'template') return { source: 'template', ...generated };
  const { source, path } = origin;
  const trusted = origin.trusted ? ({ trusted: true } as const) : {};
  return { source, path, ...(source === 'message' ? describeMessage(path, roles) : {}), ...trusted, ...generated };
}

function describeMessage(path: Origin['path'], roles: readonly (string | undefined)[]): Partial<Place> {
  const [, message, field] = path;
  if (typeof message !== 'number') return {};
  const role = roles[message];
  return {
    message,
    ...(role === undefined ? {} : { role }),
    ...(field === undefined ? {} : { field: String(field) }),
  };
}

/** Whether the span's text may be, or be part of, a control token. */
export function mayControl(span: Span): boolean {
  return span.source === 'template' || span.trusted === true;
}
