// Finds any of a set of strings in a text: the leftmost, of several there the longest. A regular expression finds where one
// may begin, sets by length tell whether one does: an alternation of all of them would be tried one by one.

export interface FoundContent {
  readonly content: string;
  readonly index: number;
}

/** Contents of one first UTF-16 unit. */
interface Group {
  readonly contents: Set<string>;
  /** Of the contents, longest first. */
  lengths: readonly number[];
}

export class ContentFinder {
  readonly #groups: ReadonlyMap<string, Group>;
  readonly #beginning: RegExp | undefined;

  constructor(contents: readonly string[]) {
    this.#groups = groupByFirstUnit(contents);
    if (this.#groups.size > 0) this.#beginning = new RegExp(`[${[...this.#groups.keys()].map(escape).join('')}]`, 'g');
  }

  first(text: string): FoundContent | undefined {
    return this.all(text).next().value ?? undefined;
  }

  /** Matches that do not overlap, from the left. */
  *all(text: string): Generator<FoundContent, undefined> {
    if (this.#beginning === undefined) return undefined;
    let end = 0;
    for (const { index } of text.matchAll(this.#beginning)) {
      const content = index < end ? undefined : this.#longestAt(text, index);
      if (content === undefined) continue;
      yield { content, index };
      end = index + content.length;
    }
    return undefined;
  }

  #longestAt(text: string, index: number): string | undefined {
    const group = this.#groups.get(text.charAt(index));
    const length = group?.lengths.find((each) => group.contents.has(text.slice(index, index + each)));
    return length === undefined ? undefined : text.slice(index, index + length);
  }
}

function groupByFirstUnit(contents: readonly string[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const content of contents) {
    if (content === '') continue;
    const group = groups.get(content.charAt(0)) ?? { contents: new Set(), lengths: [] };
    groups.set(content.charAt(0), group);
    group.contents.add(content);
  }
  for (const group of groups.values()) group.lengths = lengthsOf(group.contents);
  return groups;
}

function lengthsOf(contents: ReadonlySet<string>): number[] {
  return [...new Set(Array.from(contents, ({ length }) => length))].sort((a, b) => b - a);
}

function escape(unit: string): string {
  return /[\\\]^-]/.test(unit) ? `\\${unit}` : unit;
}
