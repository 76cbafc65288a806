// The vocabulary of a tokenizer.json and of the files that repeat it, after a change of tokens: entries are dropped, renamed
// and renumbered where they stand; everything else keeps its bytes.

import type { JsonDocument, JsonPath } from '@tokengraft/documents';
import { newIdOf, type StringMap, type TokenMap } from './token-map.js';

/** An object token → id, as BPE, WordPiece and WordLevel have it, or a list [token, score], as Unigram has it. */
export function editVocabulary(document: JsonDocument, path: JsonPath, map: TokenMap): void {
  const vocabulary = document.get(path);
  if (Array.isArray(vocabulary)) return editScoredList(document, path, map);
  if (typeof vocabulary !== 'object' || vocabulary === null) return;
  document.changeMembers(path, (key, value) => {
    const old = Number(value);
    const id = newIdOf(map, old);
    return id === undefined ? undefined : { key: map.renamed.get(old)?.content ?? key, value: id };
  });
}

/** The place in the list is the id. */
function editScoredList(document: JsonDocument, path: JsonPath, map: TokenMap): void {
  document.changeElements(path, (piece, id) => {
    if (newIdOf(map, id) === undefined) return undefined;
    const content = map.renamed.get(id)?.content;
    return content === undefined || !Array.isArray(piece) ? piece : [content, ...piece.slice(1)];
  });
}

/** Merges whose parts or product are gone go with them. */
export function editMerges(document: JsonDocument, path: JsonPath, strings: StringMap): void {
  if (!Array.isArray(document.get(path))) return;
  document.changeElements(path, (merge) => (isGone(merge, strings) ? undefined : merge));
}

/** The lines of a merges.txt; its comment stays. */
export function editMergesText(text: string, strings: StringMap): string {
  const lines = text.split('\n');
  return lines.filter((line) => line.startsWith('#version') || !isGone(line.replace(/\r$/, ''), strings)).join('\n');
}

/** The lines of a vocab.txt: the line's number is the id. */
export function editVocabularyLines(text: string, map: TokenMap): string {
  const end = text.endsWith('\n') ? '\n' : '';
  const lines = (end === '' ? text : text.slice(0, -1)).split('\n');
  const kept = lines.flatMap((line, id) => {
    if (newIdOf(map, id) === undefined) return [];
    const content = map.renamed.get(id)?.content;
    return [content === undefined ? line : content + (line.endsWith('\r') ? '\r' : '')];
  });
  return kept.join('\n') + end;
}

/** "a b" in older files, ["a", "b"] in newer ones. */
function isGone(merge: unknown, { renamed, removed }: StringMap): boolean {
  const [left, right] = partsOf(merge);
  if (left === undefined || right === undefined) return false;
  return [left, right, left + right].some((part) => removed.has(part) || renamed.has(part));
}

export function partsOf(merge: unknown): readonly (string | undefined)[] {
  if (Array.isArray(merge)) return merge.map((part) => (typeof part === 'string' ? part : undefined));
  return typeof merge === 'string' ? merge.split(' ') : [];
}
