import { expect, test } from 'vitest';
import { createRandom } from '../../../../test/fixtures/random.js';
import { membersOfValidObject } from './valid-json.js';

test.each([
  ['on one line', '{"a":1,"model":{"vocab":{"{":0,"\\"}":1},"merges":[["a","]"]]},"b":"x"}'],
  ['spread', '{\n  "model" : {\n "vocab" : { } ,\n "merges" : [ ]\n } ,\n "b" : null\n}\n'],
  [
    'backslashes at the ends of strings',
    '{"a":"\\\\","model":{"vocab":{"\\\\":0,"\\\\\\"":1},"merges":["\\\\ \\\\"]}}',
  ],
  ['a model that is no object', '{"model":null,"b":-1.5e3}'],
])('values stand where a parser finds them: %s', (_, text) => {
  const { ranges, inside } = membersOfValidObject(text, text.indexOf('{'), 'model');
  const parsed = JSON.parse(text) as Record<string, unknown>;
  expect(valuesOf(text, ranges)).toEqual(parsed);
  expect(valuesOf(text, inside)).toEqual(parsed['model'] ?? {});
});

test('any object, however it is spread over lines', () => {
  const random = createRandom(5);
  for (let round = 0; round < 300; round++) {
    const value = { [randomString(random)]: randomValue(random, 0), model: { x: randomValue(random, 0) } };
    const text = JSON.stringify(value, null, random(3));
    const { ranges, inside } = membersOfValidObject(text, 0, 'model');
    expect(valuesOf(text, inside), `seed 5, ${text}`).toEqual(value.model);
    expect([...ranges.values()].map(({ start, end }) => JSON.parse(text.slice(start, end)) as unknown)).toEqual(
      Object.values(value),
    );
  }
});

type Ranges = ReturnType<typeof membersOfValidObject>['ranges'];

function valuesOf(text: string, ranges: Ranges): Record<string, unknown> {
  return Object.fromEntries([...ranges].map(([key, { start, end }]) => [key, JSON.parse(text.slice(start, end))]));
}

type Random = ReturnType<typeof createRandom>;

function randomValue(random: Random, depth: number): unknown {
  const kind = random(depth > 3 ? 3 : 5);
  if (kind === 0) return random(1000) - 500;
  if (kind === 1) return randomString(random);
  if (kind === 2) return [null, true, false][random(3)];
  const items = Array.from({ length: random(4) }, () => randomValue(random, depth + 1));
  return kind === 3 ? items : Object.fromEntries(items.map((item, index) => [`${randomString(random)}${index}`, item]));
}

function randomString(random: Random): string {
  return Array.from({ length: random(6) }, () => '"\\{}[],: \n한a'.charAt(random(12))).join('');
}
