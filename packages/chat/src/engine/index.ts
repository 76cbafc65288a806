// The one seat of the Jinja engine.

export { Template, transformersSyntax } from './template.js';
export type { Rendered, RunOptions } from './template.js';
export type { RenderLimits } from './budget.js';
export { limitReached, refusal, TemplateFailure } from './failure.js';
export { InputReader } from './input.js';
export { Origin, templateOrigin } from './origin.js';
export type { Source as OriginSource } from './origin.js';
export type { WallClock } from './formatting/strftime.js';
export type { LexerOptions as TemplateSyntax } from './syntax/tokens.js';
export type { Run } from './traced.js';
export { Float } from './values.js';
export type { Value } from './values.js';
