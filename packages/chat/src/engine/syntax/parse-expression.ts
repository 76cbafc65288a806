// Expressions, with jinja2's precedence: the road from `a if b else c` down to names and literals.

import type { Arguments, BinaryOperator, ComparisonOperator, Expression } from './nodes.js';
import { limitError } from '../failure.js';
import { describe, type TokenStream } from './token-stream.js';

/** Operands to the left nest as deep as the chain is long. */
const maxChain = 1000;

export function parseExpression(stream: TokenStream): Expression {
  return stream.nested(() => parseCondition(stream));
}

function parseCondition(stream: TokenStream): Expression {
  let positive = parseOr(stream);
  while (stream.skip('name', 'if')) {
    const test = parseOr(stream);
    const otherwise = stream.skip('name', 'else') ? stream.nested(() => parseCondition(stream)) : undefined;
    positive = { kind: 'condition', test, positive, otherwise };
  }
  return positive;
}

export function parseOr(stream: TokenStream): Expression {
  let left = parseAnd(stream);
  while (stream.skip('name', 'or')) left = { kind: 'logical', operator: 'or', left, right: parseAnd(stream) };
  return left;
}

function parseAnd(stream: TokenStream): Expression {
  let left = parseNot(stream);
  while (stream.skip('name', 'and')) left = { kind: 'logical', operator: 'and', left, right: parseNot(stream) };
  return left;
}

function parseNot(stream: TokenStream): Expression {
  if (!stream.skip('name', 'not')) return parseComparison(stream);
  return { kind: 'unary', operator: 'not', operand: stream.nested(() => parseNot(stream)) };
}

function parseComparison(stream: TokenStream): Expression {
  const first = parseSum(stream);
  const rest: [ComparisonOperator, Expression][] = [];
  for (let operator = readComparison(stream); operator !== undefined; operator = readComparison(stream)) {
    rest.push([operator, parseSum(stream)]);
  }
  return rest.length === 0 ? first : { kind: 'comparison', first, rest };
}

function readComparison(stream: TokenStream): ComparisonOperator | undefined {
  if (stream.isOperator('==', '!=', '<', '<=', '>', '>=')) return stream.next().value as ComparisonOperator;
  if (stream.skip('name', 'in')) return 'in';
  const { kind, value } = stream.look();
  if (!stream.isName('not') || kind !== 'name' || value !== 'in') return undefined;
  stream.next();
  stream.next();
  return 'not in';
}

function parseSum(stream: TokenStream): Expression {
  return parseBinary(stream, ['+', '-'], parseJoin);
}

function parseJoin(stream: TokenStream): Expression {
  const items = [parseProduct(stream)];
  while (stream.skip('operator', '~')) items.push(parseProduct(stream));
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : { kind: 'join', items };
}

function parseProduct(stream: TokenStream): Expression {
  return parseBinary(stream, ['*', '/', '//', '%'], parsePower);
}

/** Left to right, unlike Python's own. */
function parsePower(stream: TokenStream): Expression {
  return parseBinary(stream, ['**'], parseUnary);
}

function parseBinary(
  stream: TokenStream,
  operators: readonly BinaryOperator[],
  parseOperand: (stream: TokenStream) => Expression,
): Expression {
  let left = parseOperand(stream);
  for (let length = 1; stream.isOperator(...operators); ++length) {
    if (length > maxChain) throw limitError(`more than ${maxChain} operators one after another`);
    const operator = stream.next().value as BinaryOperator;
    left = { kind: 'binary', operator, left, right: parseOperand(stream) };
  }
  return left;
}

function parseUnary(stream: TokenStream): Expression {
  return parseFilters(stream, parseSigned(stream));
}

function parseSigned(stream: TokenStream): Expression {
  if (!stream.isOperator('-', '+')) return parsePostfix(stream, parsePrimary(stream));
  const operator = stream.next().value === '-' ? '-' : '+';
  return parsePostfix(stream, { kind: 'unary', operator, operand: stream.nested(() => parseSigned(stream)) });
}

const constants: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);

export function parsePrimary(stream: TokenStream): Expression {
  const token = stream.current;
  if (token.kind === 'name') {
    stream.next();
    const constant = constants.get(token.value);
    return constant === undefined ? { kind: 'name', name: token.value } : { kind: 'constant', value: constant };
  }
  if (token.kind === 'string') return parseStrings(stream);
  if (token.kind === 'integer') return constantOf({ integer: BigInt(stream.next().value) });
  if (token.kind === 'float') return constantOf({ float: Number(stream.next().value) });
  if (stream.isOperator('(')) return parseParentheses(stream);
  if (stream.isOperator('[')) return parseList(stream);
  if (stream.isOperator('{')) return parseDict(stream);
  return stream.fail(`unexpected ${describe(token)}`);
}

function constantOf(value: Extract<Expression, { kind: 'constant' }>['value']): Expression {
  return { kind: 'constant', value };
}

/** Neighbouring literals are one string. */
function parseStrings(stream: TokenStream): Expression {
  let value = '';
  while (stream.is('string')) value += stream.next().value;
  return constantOf(value);
}

function parseParentheses(stream: TokenStream): Expression {
  stream.next();
  const inner = parseTuple(stream, parseExpression, true);
  stream.expect('operator', ')');
  return inner;
}

/** One expression, or a tuple of them where commas stand; `empty`: may be nothing. */
export function parseTuple(
  stream: TokenStream,
  parse: (stream: TokenStream) => Expression,
  empty = false,
  end?: string,
): Expression {
  const items: Expression[] = [];
  let comma = false;
  while (!endsTuple(stream, end)) {
    items.push(parse(stream));
    if (!stream.skip('operator', ',')) break;
    comma = true;
  }
  const [only] = items;
  if (!comma && only !== undefined) return only;
  if (items.length === 0 && !empty) stream.fail(`Expected an expression, got ${describe(stream.current)}`);
  return { kind: 'tuple', items };
}

function endsTuple(stream: TokenStream, end: string | undefined): boolean {
  return (
    stream.is('variable_end') ||
    stream.is('block_end') ||
    stream.isOperator(')') ||
    (end !== undefined && stream.isName(end))
  );
}

function parseList(stream: TokenStream): Expression {
  stream.next();
  const items: Expression[] = [];
  while (!stream.isOperator(']')) {
    if (items.length > 0) stream.expect('operator', ',');
    if (stream.isOperator(']')) break;
    items.push(parseExpression(stream));
  }
  stream.next();
  return { kind: 'list', items };
}

function parseDict(stream: TokenStream): Expression {
  stream.next();
  const pairs: [Expression, Expression][] = [];
  while (!stream.isOperator('}')) {
    if (pairs.length > 0) stream.expect('operator', ',');
    if (stream.isOperator('}')) break;
    const key = parseExpression(stream);
    stream.expect('operator', ':');
    pairs.push([key, parseExpression(stream)]);
  }
  stream.next();
  return { kind: 'dict', pairs };
}

function parsePostfix(stream: TokenStream, object: Expression): Expression {
  let node = object;
  for (;;) {
    if (stream.isOperator('.')) node = parseMember(stream, node);
    else if (stream.isOperator('[')) node = parseSubscript(stream, node);
    else if (stream.isOperator('(')) node = { kind: 'call', callee: node, arguments: parseArguments(stream) };
    else return node;
  }
}

function parseFilters(stream: TokenStream, operand: Expression): Expression {
  let node = operand;
  for (;;) {
    if (stream.isOperator('|')) node = parseFilter(stream, node);
    else if (stream.isName('is')) node = parseTest(stream, node);
    else if (stream.isOperator('(')) node = { kind: 'call', callee: node, arguments: parseArguments(stream) };
    else return node;
  }
}

function parseMember(stream: TokenStream, object: Expression): Expression {
  stream.next();
  const { kind, value } = stream.next();
  if (kind === 'name') return { kind: 'attribute', object, name: value };
  if (kind !== 'integer') stream.fail('expected name or number');
  return { kind: 'item', object, index: constantOf({ integer: BigInt(value) }) };
}

function parseSubscript(stream: TokenStream, object: Expression): Expression {
  stream.next();
  const items: Expression[] = [];
  while (!stream.isOperator(']')) {
    if (items.length > 0) stream.expect('operator', ',');
    items.push(parseSubscribed(stream));
  }
  stream.next();
  const [only] = items;
  const index: Expression = items.length === 1 && only !== undefined ? only : { kind: 'tuple', items };
  return { kind: 'item', object, index };
}

function parseSubscribed(stream: TokenStream): Expression {
  const first = stream.isOperator(':') ? undefined : parseExpression(stream);
  if (first !== undefined && !stream.isOperator(':')) return first;
  const bounds: (Expression | undefined)[] = [first];
  while (bounds.length < 3 && stream.skip('operator', ':')) {
    bounds.push(stream.isOperator(']', ',', ':') ? undefined : parseExpression(stream));
  }
  return { kind: 'slice', bounds };
}

export const noArguments: Arguments = { positional: [], keywords: [], rest: undefined, restKeywords: undefined };

function parseArguments(stream: TokenStream): Arguments {
  const { line } = stream.expect('operator', '(');
  const positional: Expression[] = [];
  const keywords: [string, Expression][] = [];
  let rest: Expression | undefined;
  let restKeywords: Expression | undefined;
  const ensure = (fits: boolean): void => {
    if (!fits) stream.fail('invalid syntax for function call expression', line);
  };
  while (!stream.isOperator(')')) {
    if (stream.skip('operator', '*')) {
      ensure(rest === undefined && restKeywords === undefined);
      rest = parseExpression(stream);
    } else if (stream.skip('operator', '**')) {
      ensure(restKeywords === undefined);
      restKeywords = parseExpression(stream);
    } else if (stream.is('name') && stream.look().kind === 'operator' && stream.look().value === '=') {
      ensure(restKeywords === undefined);
      keywords.push(parseKeyword(stream));
    } else {
      ensure(rest === undefined && restKeywords === undefined && keywords.length === 0);
      positional.push(parseExpression(stream));
    }
    if (!stream.isOperator(')')) stream.expect('operator', ',');
  }
  stream.next();
  return { positional, keywords, rest, restKeywords };
}

function parseKeyword(stream: TokenStream): [string, Expression] {
  const name = stream.next().value;
  stream.next();
  return [name, parseExpression(stream)];
}

/** REQUIRES: the stream stands at `|`. */
function parseFilter(stream: TokenStream, operand: Expression | undefined): Expression {
  stream.next();
  return parseFilterName(stream, operand);
}

/** A chain of filters: `name(arguments)|name …`. */
export function parseFilterName(stream: TokenStream, operand: Expression | undefined): Expression {
  const { value, line } = stream.expect('name');
  const name = parseDottedName(stream, value);
  const filter: Expression = {
    kind: 'filter',
    operand,
    name,
    arguments: stream.isOperator('(') ? parseArguments(stream) : noArguments,
    line,
  };
  return stream.isOperator('|') ? stream.nested(() => parseFilter(stream, filter)) : filter;
}

function parseDottedName(stream: TokenStream, first: string): string {
  let name = first;
  while (stream.skip('operator', '.')) name += `.${stream.expect('name').value}`;
  return name;
}

function parseTest(stream: TokenStream, operand: Expression): Expression {
  stream.next();
  const negated = stream.skip('name', 'not');
  const { value, line } = stream.expect('name');
  const name = parseDottedName(stream, value);
  const test: Expression = { kind: 'test', operand, name, arguments: parseTestArguments(stream), line };
  return negated ? { kind: 'unary', operator: 'not', operand: test } : test;
}

/** In parentheses, or one operand without them. */
function parseTestArguments(stream: TokenStream): Arguments {
  if (stream.isOperator('(')) return parseArguments(stream);
  const begins =
    stream.is('name') ||
    stream.is('string') ||
    stream.is('integer') ||
    stream.is('float') ||
    stream.isOperator('[', '{');
  if (!begins || stream.isName('else', 'or', 'and')) return noArguments;
  if (stream.isName('is')) stream.fail('You cannot chain multiple tests with is');
  return { ...noArguments, positional: [parsePostfix(stream, parsePrimary(stream))] };
}
