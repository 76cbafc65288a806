// Where a piece of the output comes from.

export type Source = 'message' | 'tool' | 'document' | 'variable' | 'template';

/** A place of the input; pieces that come from one share one object. Its path is spelled only when somebody asks. */
export class Origin {
  readonly source: Source;
  readonly parent: Origin | undefined;
  readonly key: string | number;
  /** Structure that the caller chose, as a role is: it may take part in control tokens as the template's own text may. */
  readonly trusted: boolean;
  /** Rendered inside `{% generation %}`. */
  readonly generated: boolean;
  #inGeneration: Origin | undefined;

  constructor(
    source: Source,
    parent: Origin | undefined,
    key: string | number,
    trusted: boolean,
    generated: boolean = false,
  ) {
    this.source = source;
    this.parent = parent;
    this.key = key;
    this.trusted = trusted;
    this.generated = generated;
  }

  /** Keys and indices from the input's root; empty for the template. */
  get path(): readonly (string | number)[] {
    const path: (string | number)[] = [];
    if (this.source === 'template') return path;
    for (let at: Origin | undefined = this.parent; at !== undefined; at = at.parent) path.push(at.key);
    path.reverse();
    path.push(this.key);
    return path;
  }

  /** The same place inside `{% generation %}`. */
  get inGeneration(): Origin {
    if (this.generated) return this;
    const { source, parent, key, trusted } = this;
    this.#inGeneration ??= new Origin(source, parent, key, trusted, true);
    return this.#inGeneration;
  }
}

export const templateOrigin = new Origin('template', undefined, '', true);
