import { expect, test } from 'vitest';
import { createRandom } from '../../../../test/fixtures/random.js';
import { packBestFit } from './best-fit.js';

const seed = Number(process.env['TG_DATASET_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** Looks at every bin for every row: the definition of best-fit decreasing. */
function packSlowly(lengths: readonly number[], capacity: number): number[][] {
  const order = lengths.map((_, row) => row).toSorted((a, b) => (lengths[b] ?? 0) - (lengths[a] ?? 0) || a - b);
  // Of equally full bins the one that came to its room first.
  const bins: { rows: number[]; room: number; since: number }[] = [];
  for (const [step, row] of order.entries()) {
    const length = lengths[row] ?? 0;
    const fitting = bins.filter(({ room }) => room >= length);
    const best = fitting.toSorted((a, b) => a.room - b.room || a.since - b.since)[0];
    const bin = best ?? { rows: [], room: capacity, since: 0 };
    if (best === undefined) bins.push(bin);
    bin.rows.push(row);
    bin.room -= length;
    bin.since = step;
  }
  return bins.map(({ rows }) => rows);
}

test(`packs as the definition says, seed ${seed} (set TG_DATASET_SEED to repeat)`, () => {
  const draw = createRandom(seed);
  for (let round = 0; round < 300; round++) {
    const capacity = 1 + draw(round % 2 === 0 ? 20 : 3000);
    const lengths = Array.from({ length: draw(60) }, () => 1 + draw(capacity));
    const { count, rows, begins } = packBestFit(Uint32Array.from(lengths), capacity);
    const bins = Array.from({ length: count }, (_, bin) => [...rows.subarray(begins[bin], begins[bin + 1])]);
    expect({ capacity, lengths, bins }).toEqual({ capacity, lengths, bins: packSlowly(lengths, capacity) });
  }
});

test('loses no row and fills no bin over its capacity', () => {
  const draw = createRandom(seed);
  const lengths = Uint32Array.from({ length: 20_000 }, () => 1 + draw(2048));
  const { count, rows, begins } = packBestFit(lengths, 2048);
  expect(rows.toSorted()).toEqual(Uint32Array.from(lengths.keys()));
  for (let bin = 0; bin < count; bin++) {
    const used = rows.subarray(begins[bin], begins[bin + 1]).reduce((sum, row) => sum + (lengths[row] ?? 0), 0);
    expect(used).toBeLessThanOrEqual(2048);
  }
});
