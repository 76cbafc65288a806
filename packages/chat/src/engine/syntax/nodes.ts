// The tree of a template: what the parser makes and the compiler reads.

export type Constant = null | boolean | string | { readonly integer: bigint } | { readonly float: number };

export interface Arguments {
  readonly positional: readonly Expression[];
  readonly keywords: readonly (readonly [string, Expression])[];
  /** `*list` */
  readonly rest: Expression | undefined;
  /** `**mapping` */
  readonly restKeywords: Expression | undefined;
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';
export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

export type Expression =
  | { readonly kind: 'constant'; readonly value: Constant }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'tuple' | 'list' | 'join'; readonly items: readonly Expression[] }
  | { readonly kind: 'dict'; readonly pairs: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: 'unary'; readonly operator: '+' | '-' | 'not'; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'logical'; readonly operator: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'comparison';
      readonly first: Expression;
      readonly rest: readonly (readonly [ComparisonOperator, Expression])[];
    }
  | {
      readonly kind: 'condition';
      readonly test: Expression;
      readonly positive: Expression;
      readonly otherwise: Expression | undefined;
    }
  | { readonly kind: 'attribute'; readonly object: Expression; readonly name: string }
  | { readonly kind: 'item'; readonly object: Expression; readonly index: Expression }
  | { readonly kind: 'slice'; readonly bounds: readonly (Expression | undefined)[] }
  | { readonly kind: 'call'; readonly callee: Expression; readonly arguments: Arguments }
  | Applied<'filter'>
  | Applied<'test'>;

export interface Applied<K extends string> {
  readonly kind: K;
  /** Undefined for the filter of a block, whose operand is the block's output. */
  readonly operand: Expression | undefined;
  readonly name: string;
  readonly arguments: Arguments;
  readonly line: number;
}

export type Target =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'tuple'; readonly items: readonly Target[] }
  | { readonly kind: 'member'; readonly namespace: string; readonly name: string };

export interface Parameter {
  readonly name: string;
  readonly initial: Expression | undefined;
}

export type Body = readonly Statement[];

export type Statement =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'output'; readonly value: Expression; readonly line: number }
  | { readonly kind: 'set'; readonly target: Target; readonly value: Expression; readonly line: number }
  | {
      readonly kind: 'set-block';
      readonly target: Target;
      readonly filter: Expression | undefined;
      readonly body: Body;
      readonly line: number;
    }
  | For
  | { readonly kind: 'if'; readonly branches: readonly Branch[]; readonly otherwise: Body; readonly line: number }
  | {
      readonly kind: 'with';
      readonly bindings: readonly (readonly [Target, Expression])[];
      readonly body: Body;
      readonly line: number;
    }
  | Macro
  | CallBlock
  | { readonly kind: 'filter-block'; readonly filter: Expression; readonly body: Body; readonly line: number }
  | { readonly kind: 'generation'; readonly body: Body; readonly line: number }
  | { readonly kind: 'block'; readonly name: string; readonly body: Body; readonly line: number }
  | { readonly kind: 'break' | 'continue'; readonly line: number }
  /** A tag that can be written and not be run: other templates, which do not exist here. */
  | { readonly kind: 'refused'; readonly tag: string; readonly line: number };

export interface Branch {
  readonly test: Expression;
  readonly body: Body;
}

export interface For {
  readonly kind: 'for';
  readonly target: Target;
  readonly iterable: Expression;
  readonly test: Expression | undefined;
  readonly recursive: boolean;
  readonly body: Body;
  readonly otherwise: Body;
  readonly line: number;
}

export interface Macro {
  readonly kind: 'macro';
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: Body;
  readonly line: number;
}

export interface CallBlock {
  readonly kind: 'call-block';
  readonly parameters: readonly Parameter[];
  readonly call: Extract<Expression, { kind: 'call' }>;
  readonly body: Body;
  readonly line: number;
}
