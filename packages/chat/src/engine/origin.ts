// Where a piece of the output comes from.

/** A field of the input; pieces that come from one share one object. */
export interface Origin {
  readonly source: 'message' | 'tool' | 'document' | 'variable' | 'template';
  /** Keys and indices from the input's root to the string; empty for the template. */
  readonly path: readonly (string | number)[];
  /** Structure that the caller chose, as a role is: it may take part in control tokens as the template's own text may. */
  readonly trusted: boolean;
  /** Rendered inside `{% generation %}`. */
  readonly generated: boolean;
}

const template: Origin = { source: 'template', path: [], trusted: true, generated: false };
const generatedTemplate: Origin = { ...template, generated: true };
const generatedOrigins = new WeakMap<Origin, Origin>([[template, generatedTemplate]]);

export const templateOrigin = template;

/** The same origin inside `{% generation %}`. */
export function generatedOrigin(origin: Origin): Origin {
  if (origin.generated) return origin;
  let generated = generatedOrigins.get(origin);
  if (generated === undefined) generatedOrigins.set(origin, (generated = { ...origin, generated: true }));
  return generated;
}
