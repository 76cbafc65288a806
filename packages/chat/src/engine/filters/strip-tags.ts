// striptags, as MarkupSafe 2.1 does it: comments, then tags are left out, white space becomes single spaces, entities characters.

import { decodeHTML } from 'entities/decode';
import { split } from '../methods/text-split.js';
import { textOf } from '../traced.js';

export function stripTags(text: string): string {
  const stripped = without(without(text, '<!--', '-->'), '<', '>');
  return unescapeHtml(split(stripped, undefined, -1).map(textOf).join(' '));
}

/** The text without what stands between `open` and the next `close`, both included. One that is not closed stays. */
function without(text: string, open: string, close: string): string {
  const kept: string[] = [];
  let at = 0;
  for (let begin = text.indexOf(open); begin >= 0; begin = text.indexOf(open, at)) {
    const end = text.indexOf(close, begin + open.length);
    if (end < 0) break;
    kept.push(text.slice(at, begin));
    at = end + close.length;
  }
  kept.push(text.slice(at));
  return kept.join('');
}

const reference = /&(?:#(?:(\d+)|[xX]([\da-fA-F]+));?|[^\t\n\f <&#;]{1,32};?)/g;

/** html.unescape. */
function unescapeHtml(text: string): string {
  return text.replace(reference, (whole, decimal?: string, hexadecimal?: string) => {
    if (decimal !== undefined) return characterOf(Number.parseInt(decimal, 10));
    return hexadecimal === undefined ? decodeHTML(whole) : characterOf(Number.parseInt(hexadecimal, 16));
  });
}

/** 0x80 to 0x9f in Windows-1252. (Node.js decodes that as Latin-1.) */
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** The character that HTML 5 sees in a number. */
function characterOf(code: number): string {
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return '\ufffd';
  if (code >= 0x80 && code <= 0x9f) return windows1252.charAt(code - 0x80);
  return isNoCharacter(code) ? '' : String.fromCodePoint(code);
}

/** Controls other than white space, and code points that Unicode keeps free of characters. */
function isNoCharacter(code: number): boolean {
  const control = code < 0x20 ? ![0x09, 0x0a, 0x0c, 0x0d].includes(code) : code === 0x7f;
  return control || (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) === 0xfffe;
}
