// Cuts a text that comes in pieces at seams: places where the tokenizer joins nothing.

import type { NativeTokenizer } from '@tokengraft/native';

/** UTF-16 units that are looked at together; native code cuts them further for its threads. */
const blockUnits = 1 << 20;

/** The same text, in parts of about `blockUnits` where there are seams. */
export async function* cutText(tokenizer: NativeTokenizer, pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let held: string[] = [];
  let units = 0;
  let searchAt = blockUnits;
  for await (const piece of pieces) {
    held.push(piece);
    units += piece.length;
    if (units < searchAt) continue;
    const text = held.join('');
    const seam = tokenizer.lastSeam(text);
    if (seam > 0) yield text.slice(0, seam);
    [held, units] = [[text.slice(seam)], text.length - seam];
    // A text without seams is searched again only when it has doubled: the work stays linear.
    searchAt = Math.max(blockUnits, 2 * units);
  }
  if (units > 0) yield held.join('');
}
