// Names resolved at compile time to places in frames. A body has its own names: those that it sets, its loop's, its macros'.
// A place that is not filled yet lets the name of an outer body, and at last the template's variables, shine through.

import type { Body, Expression, Statement, Target } from './syntax/nodes.js';

export interface Place {
  /** Frames to climb. */
  readonly hops: number;
  readonly slot: number;
}

/** The bodies that share one frame: those of one template, macro or recursive loop. */
export class FrameLayout {
  readonly parent: Scope | undefined;
  size = 0;

  constructor(parent: Scope | undefined) {
    this.parent = parent;
  }
}

export class Scope {
  readonly layout: FrameLayout;
  readonly parent: Scope | undefined;
  readonly #slots = new Map<string, number>();

  /** A body within `parent`, in the same frame. */
  constructor(layout: FrameLayout, parent: Scope | undefined, names: Iterable<string>) {
    this.layout = layout;
    this.parent = parent;
    for (const name of names) this.declare(name);
  }

  declare(name: string): number {
    const known = this.#slots.get(name);
    if (known !== undefined) return known;
    const slot = this.layout.size++;
    this.#slots.set(name, slot);
    return slot;
  }

  /** The slots of this body, to be emptied before it runs. */
  get slots(): readonly number[] {
    return [...this.#slots.values()];
  }

  /** REQUIRES: declared here. */
  slotOf(name: string): number {
    return this.#slots.get(name) ?? this.declare(name);
  }

  has(name: string): boolean {
    return this.#slots.has(name);
  }

  /** Where `name` may be found, from the inside out. */
  resolve(name: string): readonly Place[] {
    const places: Place[] = [];
    this.#collect(name, 0, places);
    return places;
  }

  #collect(name: string, hops: number, places: Place[]): void {
    const slot = this.#slots.get(name);
    if (slot !== undefined) places.push({ hops, slot });
    if (this.parent !== undefined) this.parent.#collect(name, hops, places);
    else if (this.layout.parent !== undefined) this.layout.parent.#collect(name, hops + 1, places);
  }
}

/** The names that running `body` sets in its own scope. */
export function namesSetIn(body: Body): Set<string> {
  const names = new Set<string>();
  const visit = (statement: Statement): void => {
    if (statement.kind === 'set' || statement.kind === 'set-block') addTargets(statement.target, names);
    else if (statement.kind === 'macro') names.add(statement.name);
    else if (statement.kind === 'if')
      [...statement.branches.flatMap((branch) => branch.body), ...statement.otherwise].forEach(visit);
  };
  body.forEach(visit);
  return names;
}

export function addTargets(target: Target, names: Set<string>): void {
  if (target.kind === 'name') names.add(target.name);
  else if (target.kind === 'tuple') for (const item of target.items) addTargets(item, names);
}

/** Whether `name` is read anywhere in `nodes`, which may be a tree of any shape. */
export function mentions(nodes: unknown, name: string): boolean {
  if (Array.isArray(nodes)) return nodes.some((node) => mentions(node, name));
  if (typeof nodes !== 'object' || nodes === null) return false;
  if (isName(nodes) && nodes.name === name) return true;
  return Object.values(nodes).some((node) => mentions(node, name));
}

function isName(node: object): node is Extract<Expression, { kind: 'name' }> {
  return 'kind' in node && node.kind === 'name';
}
