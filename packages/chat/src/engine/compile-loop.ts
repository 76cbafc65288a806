// for … in … if … recursive … else.

import {
  compileBody,
  compileInner,
  compileTarget,
  emptySlots,
  expressionContext,
  type Context,
} from './compile-body.js';
import { compileExpression } from './compile-expression.js';
import { Frame, goOn, leaveLoop, type Evaluate, type Execute } from './frame.js';
import { iterate, itemsOf } from './iteration.js';
import { Loop } from './loop.js';
import { addTargets, FrameLayout, namesSetIn, Scope } from './scope.js';
import type { For } from './syntax/nodes.js';
import { isTrue, type Value } from './values.js';

export function compileFor(node: For, context: Context): Execute {
  const iterable = compileExpression(node.iterable, expressionContext(context));
  const run = node.recursive ? compileRecursive(node, context) : compileItems(node, context);
  return (frame) => {
    frame.state.line = node.line;
    const value = iterable(frame);
    run(frame, value, 0);
    return goOn;
  };
}

type RunLoop = (frame: Frame, iterable: Value, depth: number) => void;

/** A recursive loop has a frame for each of its levels; what it renders on a deeper one is a value. */
function compileRecursive(node: For, context: Context): RunLoop {
  const layout = new FrameLayout(context.scope);
  const scope = new Scope(layout, undefined, []);
  const run = compileItems(node, { ...context, scope });
  return (frame, iterable, depth) => run(new Frame(layout.size, frame, frame.state), iterable, depth);
}

function compileItems(node: For, context: Context): RunLoop {
  const names = new Set(['loop']);
  addTargets(node.target, names);
  const scope = new Scope(context.scope.layout, context.scope, [...names, ...namesSetIn(node.body)]);
  const assign = compileTarget(node.target, scope);
  const loopSlot = scope.slotOf('loop');
  const body = compileBody(node.body, { ...context, scope, soft: false, inLoop: true });
  const otherwise = node.otherwise.length === 0 ? undefined : compileInner(node.otherwise, context).run;
  const select = node.test === undefined ? undefined : compileSelection(node, context);
  const { slots } = scope;
  const run: RunLoop = (frame, iterable, depth) => {
    let completed = false;
    const loop = openLoop(frame, iterable, depth, select, node.recursive ? run : undefined);
    for (let item = loop.next(); item !== undefined; item = loop.next()) {
      emptySlots(frame, slots);
      frame.slots[loopSlot] = loop;
      assign(frame, item);
      const ending = body(frame);
      if (ending === goOn) completed = true;
      else if (ending === leaveLoop) break;
    }
    emptySlots(frame, slots);
    // jinja2 asks whether a body came to its end: one that always breaks or continues runs `else`, too.
    if (!completed) otherwise?.(frame);
  };
  return run;
}

type Select = (frame: Frame, items: Iterable<Value>) => Iterator<Value>;

/** The items that pass the test, which is asked for each when its turn comes: it may depend on what the body did before. */
function compileSelection(node: For, context: Context): Select {
  const names = new Set<string>();
  addTargets(node.target, names);
  const scope = new Scope(context.scope.layout, context.scope, names);
  const assign = compileTarget(node.target, scope);
  const test: Evaluate = node.test === undefined ? () => true : compileExpression(node.test, { scope, soft: false });
  return function* select(frame, items) {
    for (const item of items) {
      frame.state.budget.step();
      assign(frame, item);
      if (isTrue(test(frame))) yield item;
    }
  };
}

function openLoop(
  frame: Frame,
  iterable: Value,
  depth: number,
  select: Select | undefined,
  run: RunLoop | undefined,
): Loop {
  const { budget } = frame.state;
  const items = select === undefined ? itemsOf(iterable, budget) : undefined;
  const iterator = items === undefined ? openIterator(frame, iterable, select) : noItems;
  const recurse =
    run === undefined ? undefined : (value: Value, level: number) => renderDeeper(frame, value, level, run);
  return new Loop(items, iterator, budget, recurse, depth);
}

const noItems: Iterator<Value> = { next: () => ({ done: true, value: undefined }) };

function openIterator(frame: Frame, iterable: Value, select: Select | undefined): Iterator<Value> {
  const source = iterate(iterable, frame.state.budget);
  return select === undefined ? source[Symbol.iterator]() : select(frame, source);
}

/** REQUIRES: `frame` is that of a recursive loop. */
function renderDeeper(frame: Frame, value: Value, depth: number, run: RunLoop): Value {
  const { state } = frame;
  state.budget.spend(20);
  state.budget.enter();
  const text = state.capture(() => run(new Frame(frame.slots.length, frame.parent, state), value, depth));
  state.budget.leave();
  return text;
}
