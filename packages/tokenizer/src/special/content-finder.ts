// Finds any of a set of strings in a text: the leftmost, of several there the longest.

export interface FoundContent {
  readonly content: string;
  readonly index: number;
}

export class ContentFinder {
  readonly #pattern: RegExp | undefined;

  constructor(contents: readonly string[]) {
    const longestFirst = contents.filter((content) => content !== '').sort((a, b) => b.length - a.length);
    if (longestFirst.length > 0) this.#pattern = new RegExp(longestFirst.map(escape).join('|'), 'g');
  }

  first(text: string): FoundContent | undefined {
    return this.all(text).next().value ?? undefined;
  }

  /** Matches that do not overlap, from the left. */
  *all(text: string): Generator<FoundContent, undefined> {
    if (this.#pattern === undefined) return undefined;
    for (const match of text.matchAll(this.#pattern)) yield { content: match[0], index: match.index };
    return undefined;
  }
}

function escape(content: string): string {
  return content.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
