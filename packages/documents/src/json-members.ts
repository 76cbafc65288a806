// Members of the top-level object of a large JSON text, found and replaced without building objects: memory stays near the
// size of the text.

import { TokengraftError } from '@tokengraft/errors';

import { addToContainer, applyEdits, closeOf } from './json-edits.js';
import { JsonFault, checkJson, membersOf, skipSpace } from './json-scanner.js';
import type { JsonMember } from './json-scanner.js';
import { withPosition } from './parse-json.js';

/** Where a member's value stands in the text. */
export interface MemberRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The range of the value of the top-level member `key`, or undefined. Refuses ('bad-file') a text that is not a JSON
 * object, and one with two members of that key: readers disagree which of them counts.
 */
export function findMember(text: string, key: string, name: string): MemberRange | undefined {
  const member = onlyMember(topMembers(text, name), key, name);
  return member && { start: member.start, end: member.end };
}

/** The same for several keys in one pass; those that are absent are left out. */
export function findMembers(text: string, keys: readonly string[], name: string): ReadonlyMap<string, MemberRange> {
  const members = topMembers(text, name);
  const found = new Map<string, MemberRange>();
  for (const key of keys) {
    const member = onlyMember(members, key, name);
    if (member !== undefined) found.set(key, { start: member.start, end: member.end });
  }
  return found;
}

/**
 * `text` with the value of the top-level member `key` replaced by the JSON text `valueText`, or with the member added at
 * the end. Everything else stays as it is.
 */
export function spliceMember(text: string, key: string, valueText: string, name: string): string {
  withPosition(valueText, `the new value of "${key}"`, () => checkJson(valueText));
  const members = topMembers(text, name);
  const member = onlyMember(members, key, name);
  if (member !== undefined) return applyEdits(text, [{ start: member.start, end: member.end, text: valueText }]);
  const brace = skipSpace(text, 0);
  return applyEdits(text, [addToContainer(text, brace, members, [{ key, text: () => valueText }])]);
}

function topMembers(text: string, name: string): JsonMember[] {
  return withPosition(text, name, () => {
    const brace = skipSpace(text, 0);
    if (text[brace] !== '{') throw new TokengraftError('bad-file', `${name} is not a JSON object`, { file: name });
    const members = [...membersOf(text, brace)];
    const end = skipSpace(text, closeOf(text, brace, members) + 1);
    if (end < text.length) throw new JsonFault('the end of the text', end);
    return members;
  });
}

function onlyMember(members: readonly JsonMember[], key: string, name: string): JsonMember | undefined {
  const [first, second] = members.filter((member) => member.key === key);
  if (second !== undefined) {
    throw new TokengraftError('bad-file', `${name} has the key ${JSON.stringify(key)} twice`, { file: name, key });
  }
  return first;
}
