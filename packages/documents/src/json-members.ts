// Members of the top-level object of a large JSON text, found and replaced without building objects.

/** Where a member's value stands in the text. */
export interface MemberRange {
  readonly start: number;
  readonly end: number;
}

/** The range of the value of the top-level member `key`. */
export declare function findMember(text: string, key: string, name: string): MemberRange | undefined;

/** `text` with the value of the top-level member `key` replaced by `valueText`, or with the member added at the end. */
export declare function spliceMember(text: string, key: string, valueText: string, name: string): string;
