// Calls every function of the addon with every hostile value in every place, and prints which calls were accepted
// although they must not be. Runs as a process of its own: a crash would take the test runner along.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { native } from '@tokengraft/native';
import { byteLevelTokenizer, openOptions } from './byte-level.mjs';
import { hostileValues } from './hostile-values.mjs';
import { rightfulCalls } from './rightful-calls.mjs';

const binding = native();
const folder = mkdtempSync(path.join(tmpdir(), 'tokengraft-hostile-'));
for (const name of ['a', 'b'])
  writeFileSync(path.join(folder, name), new Uint8Array(Float32Array.from({ length: 16 }, (_, i) => i).buffer));
writeFileSync(path.join(folder, 'tokenizer.json'), byteLevelTokenizer());
const tokenizer = await binding.parseTokenizer(byteLevelTokenizer(), 'byte-level', openOptions);
const values = hostileValues(binding, tokenizer);

let tried = 0;
const accepted = [];
for (const call of rightfulCalls(binding, tokenizer, folder)) {
  if (call.name !== 'useErrors') await call.invoke(...call.args); // a hostile value must be the only reason to refuse
  for (const attempt of attemptsOn(call)) await tryOut(call, attempt);
}
await tryHostileReceivers();
rmSync(folder, { recursive: true });
console.log(JSON.stringify({ tried, accepted }));

async function tryOut({ name, invoke }, { place, value, args }) {
  tried += 1;
  try {
    await invoke(...args);
    accepted.push(`${name}: ${place} = ${value}`);
  } catch (error) {
    if (!(error instanceof Error)) accepted.push(`${name}: ${place} = ${value} threw no Error`);
  }
}

function* attemptsOn({ args, kinds }) {
  for (const [index, kind] of kinds.entries()) {
    yield* attemptsIn(kind, args[index], `argument ${index}`, (value) => args.with(index, value));
    if (kind !== 'cancel') yield { place: `argument ${index}`, value: 'missing', args: args.slice(0, index) };
  }
}

/** Replaces the value itself and, where its kind has parts, each part: a kind is a word, [kind] or {field: kind}. */
function* attemptsIn(kind, rightful, place, argsWith) {
  for (const { label, value, fits } of values) {
    if (!fits.includes(kind)) yield { place, value: label, args: argsWith(value()) };
  }
  if (typeof kind === 'string') return;
  for (const [part, inner] of Object.entries(kind)) {
    const whole = (value) => (Array.isArray(kind) ? [value] : { ...rightful, [part]: value });
    yield* attemptsIn(inner, rightful[part], `${place}.${part}`, (value) => argsWith(whole(value)));
  }
}

/** Methods on what is not theirs, classes without `new`, and the class that only native code may construct. */
async function tryHostileReceivers() {
  const receivers = { undefined, 'a string': 'x', 'an object': {}, 'a Cancel': new binding.Cancel(), itself: binding };
  for (const method of Object.getOwnPropertyNames(Object.getPrototypeOf(tokenizer))) {
    if (method === 'constructor') continue;
    for (const [label, receiver] of Object.entries(receivers)) {
      const invoke = () => tokenizer[method].call(receiver, 'a', true, 0);
      await tryOut({ name: method, invoke }, { place: 'this', value: label, args: [] });
    }
  }
  const refused = {
    'Cancel()': () => binding.Cancel(),
    'cancel on a tokenizer': () => binding.Cancel.prototype.cancel.call(tokenizer),
    'cancel on a prototype': () => binding.Cancel.prototype.cancel(),
    'new Tokenizer()': () => new tokenizer.constructor(),
    'Tokenizer()': () => tokenizer.constructor(),
    'a Cancel that only inherits': () => tokenizer.countBatch([], true, 0, 1, Object.create(binding.Cancel.prototype)),
  };
  for (const [name, invoke] of Object.entries(refused)) await tryOut({ name, invoke }, { place: 'call', args: [] });
}
