import type { Results } from './results.js';
import { markdownOf } from './markdown.js';
export function htmlOf(results: Results): string {
  return `<pre>${markdownOf(results)}</pre>`;
}
