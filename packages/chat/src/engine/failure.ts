// What a template can run into, by the name that Python gives it.

/** Raised while a template is read or run; `render` makes a TokengraftError of it. */
export class TemplateFailure extends Error {
  override readonly name = 'TemplateFailure';
  /** Python's exception: TypeError, UndefinedError, TemplateSyntaxError … */
  readonly exception: string;
  /** The line of the template, from 1, where it is known. */
  line: number | undefined;

  constructor(exception: string, message: string, line?: number) {
    super(message);
    this.exception = exception;
    this.line = line;
  }
}

/** The template called `raise_exception`. */
export const refusal = 'TemplateError';

/** A bound of the engine itself. */
export const limitReached = 'LimitError';

export function typeError(message: string): TemplateFailure {
  return new TemplateFailure('TypeError', message);
}

export function valueError(message: string): TemplateFailure {
  return new TemplateFailure('ValueError', message);
}

export function limitError(message: string): TemplateFailure {
  return new TemplateFailure(limitReached, message);
}
