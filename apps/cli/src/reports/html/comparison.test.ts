import type { Comparison } from '@tokengraft/tokenizer';
import { expect, test } from 'vitest';
import { renderComparison } from './comparison.js';

const measure = { name: 'all', bytes: 0, words: 0, by: [] };

function comparisonOf(a: readonly string[], b: readonly string[]): Comparison {
  const vocabulary = { sizeOfA: 1, sizeOfB: 2, shared: 1, onlyInA: 0, onlyInB: 1, moved: 0 };
  const example = { file: 'text', line: 1, a, b, why: 'because', outsideNewTokens: false };
  return {
    schemaVersion: 1,
    a: 'old',
    b: 'young',
    vocabulary: { ...vocabulary, examples: [] } as Comparison['vocabulary'],
    measured: { files: [], scripts: [], total: measure },
    texts: 1,
    different: 1,
    differentOutsideNewTokens: 0,
    examples: [example as Comparison['examples'][number]],
    newTokens: [],
  };
}

test('a long text is cut at the same place on both sides, and only new pieces are marked', () => {
  const words = Array.from({ length: 400 }, (_, at) => ` ${at}`);
  const page = renderComparison(comparisonOf(['a', 'b', ...words], ['ab', ...words]));
  expect(page.match(/class="t\d new">[^<]*/g)).toEqual(['class="t0 new">ab']);
  expect(page.match(/> 117</g)).toHaveLength(2);
  expect(page).not.toContain('> 118<');
});
