// Statements: text, output and tags. Every tag is one function of one table.

import { TemplateFailure } from '../failure.js';
import { tokenize } from './lexer.js';
import type { Body, Expression, Macro, Parameter, Statement, Target } from './nodes.js';
import { parseExpression, parseFilterName, parseOr, parsePrimary, parseTuple } from './parse-expression.js';
import { describe, TokenStream } from './token-stream.js';
import type { LexerOptions } from './tokens.js';

export function parseTemplate(source: string, options: LexerOptions): Body {
  const stream = new TokenStream(tokenize(source, options));
  const body = parseBody(stream, []);
  if (!stream.is('eof')) stream.fail(`unexpected ${describe(stream.current)}`);
  return body;
}

/** Statements up to the end, or up to a tag of one of the names, which stays. */
function parseBody(stream: TokenStream, ends: readonly string[]): Statement[] {
  const body: Statement[] = [];
  for (;;) {
    const token = stream.current;
    if (token.kind === 'eof') return body;
    stream.next();
    if (token.kind === 'data') {
      body.push({ kind: 'text', text: token.value });
    } else if (token.kind === 'variable_begin') {
      body.push({ kind: 'output', value: parseTuple(stream, parseExpression), line: token.line });
      stream.expect('variable_end');
    } else {
      if (ends.length > 0 && stream.isName(...ends)) return body;
      body.push(...stream.nested(() => parseTag(stream)));
      stream.expect('block_end');
    }
  }
}

/** The body of a tag whose words have been read; answers with the tag that ends it, stepped over. */
function parseTagBody(stream: TokenStream, ends: readonly string[]): { readonly body: Body; readonly end: string } {
  stream.skip('operator', ':');
  stream.expect('block_end');
  const body = parseBody(stream, ends);
  if (stream.is('eof')) stream.fail(`Unexpected end of template; looking for ${ends.join(' or ')}`);
  return { body, end: stream.next().value };
}

type TagParser = (stream: TokenStream, line: number) => Statement | readonly Statement[];

const tags: Readonly<Record<string, TagParser>> = {
  set: parseSet,
  for: parseFor,
  if: parseIf,
  with: parseWith,
  macro: parseMacro,
  call: parseCall,
  filter: parseFilterBlock,
  generation: (stream, line) => ({ kind: 'generation', body: parseTagBody(stream, ['endgeneration']).body, line }),
  block: parseBlock,
  print: parsePrint,
  break: (_, line) => ({ kind: 'break', line }),
  continue: (_, line) => ({ kind: 'continue', line }),
  include: refuse('include'),
  import: refuse('import'),
  from: refuse('from'),
  extends: refuse('extends'),
};

function parseTag(stream: TokenStream): readonly Statement[] {
  if (!stream.is('name')) stream.fail('tag name expected');
  const { value, line } = stream.next();
  const parse = Object.hasOwn(tags, value) ? tags[value] : undefined;
  if (parse === undefined) stream.fail(`Encountered unknown tag '${value}'.`, line);
  const parsed = parse(stream, line);
  return 'kind' in parsed ? [parsed] : parsed;
}

/** Tags that need other templates: their words are not looked at, running them fails. */
function refuse(tag: string): TagParser {
  return (stream, line) => {
    while (!stream.is('block_end') && !stream.is('eof')) stream.next();
    return { kind: 'refused', tag, line };
  };
}

function parseSet(stream: TokenStream, line: number): Statement {
  const member = stream.look().kind === 'operator' && stream.look().value === '.';
  const target = member ? parseMember(stream) : parseTarget(stream);
  if (stream.skip('operator', '=')) return { kind: 'set', target, value: parseTuple(stream, parseExpression), line };
  const filter = stream.skip('operator', '|') ? parseFilterName(stream, undefined) : undefined;
  return { kind: 'set-block', target, filter, body: parseTagBody(stream, ['endset']).body, line };
}

function parseMember(stream: TokenStream): Target {
  const namespace = stream.expect('name').value;
  stream.next();
  return { kind: 'member', namespace, name: stream.expect('name').value };
}

function parseTarget(stream: TokenStream, end?: string): Target {
  const { line } = stream.current;
  return targetOf(parseTuple(stream, parsePrimary, false, end), stream, line);
}

function targetOf(expression: Expression, stream: TokenStream, line: number): Target {
  if (expression.kind === 'name') return { kind: 'name', name: expression.name };
  if (expression.kind !== 'tuple') return stream.fail(`can't assign to '${expression.kind}'`, line);
  return { kind: 'tuple', items: expression.items.map((item) => targetOf(item, stream, line)) };
}

function parseName(stream: TokenStream): string {
  return stream.expect('name').value;
}

function parseFor(stream: TokenStream, line: number): Statement {
  const target = parseTarget(stream, 'in');
  stream.expect('name', 'in');
  const iterable = parseTuple(stream, parseOr, false, 'recursive');
  const test = stream.skip('name', 'if') ? parseExpression(stream) : undefined;
  const recursive = stream.skip('name', 'recursive');
  const { body, end } = parseTagBody(stream, ['endfor', 'else']);
  const otherwise = end === 'else' ? parseTagBody(stream, ['endfor']).body : [];
  return { kind: 'for', target, iterable, test, recursive, body, otherwise, line };
}

function parseIf(stream: TokenStream, line: number): Statement {
  const branches: { test: Expression; body: Body }[] = [];
  for (;;) {
    const test = parseTuple(stream, parseOr);
    const { body, end } = parseTagBody(stream, ['elif', 'else', 'endif']);
    branches.push({ test, body });
    if (end === 'elif') continue;
    const otherwise = end === 'else' ? parseTagBody(stream, ['endif']).body : [];
    return { kind: 'if', branches, otherwise, line };
  }
}

function parseWith(stream: TokenStream, line: number): Statement {
  const bindings: [Target, Expression][] = [];
  while (!stream.is('block_end')) {
    if (bindings.length > 0) stream.expect('operator', ',');
    const target = parseTarget(stream);
    stream.expect('operator', '=');
    bindings.push([target, parseExpression(stream)]);
  }
  return { kind: 'with', bindings, body: parseTagBody(stream, ['endwith']).body, line };
}

function parseSignature(stream: TokenStream): Parameter[] {
  const parameters: Parameter[] = [];
  stream.expect('operator', '(');
  while (!stream.isOperator(')')) {
    if (parameters.length > 0) stream.expect('operator', ',');
    const name = parseName(stream);
    const initial = stream.skip('operator', '=') ? parseExpression(stream) : undefined;
    if (initial === undefined && parameters.at(-1)?.initial !== undefined) {
      stream.fail('non-default argument follows default argument');
    }
    parameters.push({ name, initial });
  }
  stream.next();
  return parameters;
}

function parseMacro(stream: TokenStream, line: number): Macro {
  const name = parseName(stream);
  const parameters = parseSignature(stream);
  return { kind: 'macro', name, parameters, body: parseTagBody(stream, ['endmacro']).body, line };
}

function parseCall(stream: TokenStream, line: number): Statement {
  const parameters = stream.isOperator('(') ? parseSignature(stream) : [];
  const call = parseExpression(stream);
  if (call.kind !== 'call') stream.fail('expected call', line);
  return { kind: 'call-block', parameters, call, body: parseTagBody(stream, ['endcall']).body, line };
}

function parseFilterBlock(stream: TokenStream, line: number): Statement {
  const filter = parseFilterName(stream, undefined);
  return { kind: 'filter-block', filter, body: parseTagBody(stream, ['endfilter']).body, line };
}

function parseBlock(stream: TokenStream, line: number): Statement {
  const name = parseName(stream);
  const scoped = stream.skip('name', 'scoped');
  const required = stream.skip('name', 'required');
  if (scoped || required) throw new TemplateFailure('NotImplementedError', 'blocks for other templates', line);
  const { body } = parseTagBody(stream, ['endblock']);
  stream.skip('name', name);
  return { kind: 'block', name, body, line };
}

function parsePrint(stream: TokenStream, line: number): Statement[] {
  const outputs: Statement[] = [];
  while (!stream.is('block_end')) {
    if (outputs.length > 0) stream.expect('operator', ',');
    outputs.push({ kind: 'output', value: parseExpression(stream), line });
  }
  return outputs;
}
