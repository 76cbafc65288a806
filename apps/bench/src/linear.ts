// How the time of each call grows when a text grows tenfold, for texts chosen to make it grow more than that. Every call
// gets a text that was never there before, of the same kind: the same one again would be answered out of what the
// tokenizer remembers of words and the processor of branches, which says nothing of length.
// `node apps/bench/dist/linear.js FOLDER…`: folders of tokenizers, files packed or not. Prints the worst rows as Markdown,
// exits 1 when one grows more than twelvefold.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { loadTokenizer, type Tokenizer } from '@tokengraft/tokenizer';

const [short, long] = [10_000, 100_000];
const allowed = 12;

/** A text of about so many UTF-16 units; each `serial` has its own. */
type Maker = (units: number, serial: number) => string;

/** Texts of one part differ in their length. */
function repeat(part: string): Maker {
  return (units, serial) => part.repeat(Math.ceil(units / part.length)).slice(0, units - (serial % (short / 10)));
}

/** Marsaglia's xorshift: the same texts on every machine. */
function draws(of: (number: number) => string): Maker {
  return (units, serial) => {
    let state = 2463534242 ^ Math.imul(serial, 0x9e3779b1) || 1;
    const parts: string[] = [];
    for (let made = 0; made < units; made++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      parts.push(of(state >>> 0));
    }
    return parts.join('').slice(0, units);
  };
}

const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

const texts: Readonly<Record<string, Maker>> = {
  'one letter': repeat('a'),
  'capital letters': repeat('A'),
  spaces: repeat(' '),
  newlines: repeat('\n'),
  'spaces and newlines': repeat('   \n\t  \r\n'),
  digits: repeat('7'),
  punctuation: repeat('!'),
  'mixed punctuation': draws((number) => '!?.,;:-_()[]{}"\'/\\|@#$%^&*+=~`<>'[number % 32] ?? ''),
  'CJK without spaces': draws((number) => String.fromCodePoint(0x4e00 + (number % 20_000))),
  'one CJK character': repeat('\u4e2d'),
  kana: draws((number) => String.fromCodePoint(0x3041 + (number % 86))),
  base64: draws((number) => base64[number % 64] ?? ''),
  'random Latin-1': draws((number) => String.fromCharCode(number % 256)),
  'random code points': draws((number) => String.fromCodePoint(number % 0xd800)),
  'broken surrogates': draws((number) => String.fromCharCode(0xd800 + (number % 0x800))),
  'emoji joined by ZWJ': repeat('\u{1f469}\u200d'),
  flags: repeat('\u{1f1e9}'),
  'combining marks': repeat('\u0301'),
  'unordered marks': draws((number) => (number % 2 === 0 ? '\u0323' : '\u0301')),
  'Hangul jamo': repeat('\u1112\u1161\u11ab'),
  'ligatures that decompose': repeat('\ufdfa'),
  apostrophes: repeat("'"),
  contractions: repeat("'ll've"),
  '<|': repeat('<|'),
  '<|endofte': repeat('<|endofte'),
  '<s': repeat('<s'),
  '<0x': repeat('<0x0'),
  metaspaces: repeat('\u2581'),
  words: repeat('the quick brown fox '),
};

type Call = (tokenizer: Tokenizer, text: string, ids: Uint32Array) => unknown;

const calls: Readonly<Record<string, Call>> = {
  encode: (tokenizer, text) => tokenizer.encode(text),
  count: (tokenizer, text) => tokenizer.count(text),
  encoding: (tokenizer, text) => tokenizer.encoding(text),
  decode: (tokenizer, _, ids) => tokenizer.decode(ids),
  'decode without specials': (tokenizer, _, ids) => tokenizer.decode(ids, { skipSpecialTokens: true }),
  // A tenth of the ids: the growth is the same.
  'streaming decode': (tokenizer, _, ids) => {
    const decoder = tokenizer.decoder({ skipSpecialTokens: true });
    for (const id of ids.subarray(0, ids.length / 10)) decoder.push(id);
    return decoder.flush();
  },
};

interface Growth {
  readonly tokenizer: string;
  readonly text: string;
  readonly call: string;
  /** Milliseconds of processor time. */
  readonly short: number;
  readonly long: number;
  readonly factor: number;
}

/** Milliseconds of processor time that a call takes with a new text, less what V8 takes to make the string it answers with. */
function timeOf(tokenizer: Tokenizer, call: Call, text: string): number {
  const ids = call.length < 3 ? none : tokenizer.encode(text);
  const [spent, answer] = clock(() => call(tokenizer, text, ids));
  return typeof answer === 'string' ? Math.max(spent - makingOf(answer), leastTime) : spent;
}

function clock<T>(run: () => T): [milliseconds: number, answer: T] {
  const begin = process.cpuUsage();
  const answer = run();
  const { user, system } = process.cpuUsage(begin);
  return [(user + system) / 1000, answer];
}

/** A string of more than 128 KB is an object of its own pages: `Buffer.toString` of 200,000 bytes takes 20 to 47 times 20,000. */
function makingOf(answer: string): number {
  const encoding = latin1.test(answer) ? 'latin1' : 'utf16le';
  const bytes = Buffer.from(answer, encoding);
  return clock(() => bytes.toString(encoding))[0];
}

const latin1 = /^[\0-\xff]*$/;

/** One tick of the clock. */
const leastTime = 0.001;

const none = new Uint32Array();

let serial = 0;

/** Ten short texts and a long one in turn; the least counts. A call that seems to grow too much is measured longer. */
function measure(tokenizer: Tokenizer, call: Call, make: Maker): [number, number] {
  let [before, after] = [Infinity, Infinity];
  for (let round = 0; round < 40; round++) {
    const shorts = Array.from({ length: long / short }, () => timeOf(tokenizer, call, make(short, serial++)));
    before = Math.min(before, shorts.reduce((sum, each) => sum + each, 0) / shorts.length);
    after = Math.min(after, timeOf(tokenizer, call, make(long, serial++)));
    if (round >= 3 && after / before <= allowed) break;
  }
  return [before, after];
}

function growthOf(name: string, tokenizer: Tokenizer, [text, make]: readonly [string, Maker]): Growth[] {
  return Object.entries(calls).map(([call, run]) => {
    const [before, after] = measure(tokenizer, run, make);
    return { tokenizer: name, text, call, short: before, long: after, factor: after / before };
  });
}

async function open(folder: string): Promise<Tokenizer> {
  const packed = readdirSync(folder).find((name) => name === 'tokenizer.json.gz');
  if (packed === undefined) return loadTokenizer(path.join(folder, 'tokenizer.json'));
  const scratch = mkdtempSync(path.join(tmpdir(), 'tokengraft-linear-'));
  try {
    const file = path.join(scratch, 'tokenizer.json');
    writeFileSync(file, gunzipSync(readFileSync(path.join(folder, packed))));
    return await loadTokenizer(file);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function line({ tokenizer, text, call, short: before, long: after, factor }: Growth): string {
  return `| ${tokenizer} | ${text.replaceAll('|', '\\|')} | ${call} | ${before.toFixed(3)} | ${after.toFixed(3)} | ${factor.toFixed(1)} |`;
}

async function main(given: readonly string[]): Promise<void> {
  const rows: Growth[] = [];
  for (const folder of given) {
    const tokenizer = await open(folder);
    for (const text of Object.entries(texts)) {
      rows.push(...growthOf(path.basename(folder), tokenizer, text));
    }
    console.error(path.basename(folder));
  }
  const worst = rows.toSorted((a, b) => b.factor - a.factor);
  const over = worst.filter(({ factor }) => factor > allowed);
  console.log(
    `${rows.length} rows, ${over.length} grow more than ${allowed} times from ${short} to ${long} UTF-16 units\n`,
  );
  console.log('| tokenizer | text | call | ms, short | ms, long | growth |\n| --- | --- | --- | --- | --- | --- |');
  for (const row of worst.slice(0, Math.max(20, over.length))) console.log(line(row));
  process.exitCode = over.length > 0 ? 1 : 0;
}

await main(process.argv.slice(2));
