// Expressions whose value is written: what a concatenation is made of goes out piece by piece, without being joined first.

import { compileExpression, type ExpressionContext } from './compile-expression.js';
import { printed } from './formatting/text-of-value.js';
import type { Evaluate, Frame } from './frame.js';
import { binary } from './operators.js';
import type { Expression } from './syntax/nodes.js';
import { isText, isTrue } from './values.js';

export type Write = (frame: Frame) => void;

export function compileWrite(node: Expression, context: ExpressionContext): Write {
  if (node.kind === 'binary' && node.operator === '+') return compileSum(node, context);
  if (node.kind === 'join') return compileJoined(node.items, context);
  if (node.kind === 'condition' && node.otherwise !== undefined) return compileChoice(node, node.otherwise, context);
  const evaluate = compileExpression(node, context);
  return (frame) => frame.state.write(printed(evaluate(frame), frame.state.budget));
}

/** a + b + c: once two strings meet, whatever is added must be a string, so the left one may go out. */
function compileSum(node: Expression, context: ExpressionContext): Write {
  const [first, ...rest] = termsOf(node).map((term) => compileTerm(term, context)) as [Term, ...Term[]];
  return (frame) => {
    const { state } = frame;
    let sum = typeof first === 'string' ? first : first(frame);
    for (let index = 0; index < rest.length; ++index) {
      const term = rest[index] as Term;
      const next = typeof term === 'string' ? term : term(frame);
      if (isText(sum) && isText(next)) {
        state.budget.step();
        state.write(sum);
        sum = next;
      } else sum = binary('+', sum, next, state.budget);
    }
    state.write(printed(sum, state.budget));
  };
}

type Term = string | Evaluate;

function compileTerm(node: Expression, context: ExpressionContext): Term {
  const text = node.kind === 'constant' ? node.value : undefined;
  return typeof text === 'string' ? text : compileExpression(node, context);
}

/** From left to right; no recursion, a sum may be long. */
function termsOf(node: Expression): Expression[] {
  const terms: Expression[] = [];
  let at = node;
  while (at.kind === 'binary' && at.operator === '+') {
    terms.push(at.right);
    at = at.left;
  }
  terms.push(at);
  return terms.toReversed();
}

/** a ~ b ~ c */
function compileJoined(items: readonly Expression[], context: ExpressionContext): Write {
  const compiled = items.map((each) => compileExpression(each, context));
  return (frame) => {
    frame.state.budget.step();
    for (const evaluate of compiled) frame.state.write(printed(evaluate(frame), frame.state.budget));
  };
}

function compileChoice(
  node: Extract<Expression, { kind: 'condition' }>,
  otherwise: Expression,
  context: ExpressionContext,
): Write {
  const soft = { ...context, soft: true };
  const test = compileExpression(node.test, soft);
  const then = compileWrite(node.positive, soft);
  const last = compileWrite(otherwise, soft);
  return (frame) => (isTrue(test(frame)) ? then(frame) : last(frame));
}
