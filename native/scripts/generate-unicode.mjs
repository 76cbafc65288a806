// Writes the tables under native/src/text/generated/ from a folder of the Unicode character database:
//   node scripts/generate-unicode.mjs FOLDER        (of version 16, which the reference's regular expressions know)
// The tables are committed, because a user who builds from source has no database. All files must be of one version.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BLOCK = 128;
const CODE_POINTS = 0x110000;
const CATEGORIES = 'Cn Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Cs Co'.split(
  ' ',
);
const WHITE_SPACE = 0x20;
// A quick check's answers, two bits a form; `Y` is 0.
const QUICK_CHECK_SHIFT = { NFC_QC: 8, NFD_QC: 10, NFKC_QC: 12, NFKD_QC: 14 };
const ANSWERS = { Y: 0, N: 1, M: 2 };

const GRAPHEME_BREAKS = 'Other CR LF Control Extend ZWJ Regional_Indicator Prepend SpacingMark L V T LV LVT'.split(' ');
const PICTOGRAPHIC = 0x10;
// Lower case that Unicode 17 added, `[first, last, lower case of the first]`: Rust's standard library, by which the
// reference lowers, is ahead of its regular expressions.
const LATER_LOWER = [
  [0xa7ce, 0xa7ce, 0xa7cf],
  [0xa7d2, 0xa7d2, 0xa7d3],
  [0xa7d4, 0xa7d4, 0xa7d5],
  [0x16ea0, 0x16eb8, 0x16ebb],
];
// The reference's normal forms are frozen at Unicode 9: later characters have no class, no parts, and compose nothing.
const NORMAL_FORMS_AGE = 9;

const folder = process.argv[2];
if (folder === undefined) {
  console.error('usage: generate-unicode.mjs FOLDER-OF-UNICODE-FILES');
  process.exit(2);
}

const read = (name) => readFileSync(join(folder, name), 'utf8');
const hex = (digits) => Number.parseInt(digits, 16);

/** The lines of a property file as `{ first, last, fields }`, comments and blanks left out. */
function propertyLines(name) {
  const lines = read(name)
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim());
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const [range, ...fields] = line.split(';').map((field) => field.trim());
      const [first, last = first] = range.split('..');
      return { first: hex(first), last: hex(last), fields };
    });
}

function versionOf(name) {
  const found = /-(\d+\.\d+\.\d+)\.txt/.exec(read(name).slice(0, 200));
  if (found === null) throw new Error(`${name} does not begin with its version`);
  return found[1];
}

function commonVersion(names) {
  const versions = new Set(names.map(versionOf));
  if (versions.size !== 1) throw new Error(`the files are of several versions: ${[...versions].join(', ')}`);
  return [...versions][0];
}

/** UnicodeData.txt as `{ first, last, category, combiningClass, decomposition }`; pairs "First>"/"Last>" are joined. */
function unicodeData() {
  const rows = [];
  let rangeStart;
  for (const line of read('UnicodeData.txt')
    .split('\n')
    .filter((text) => text !== '')) {
    const [code, name, category, combiningClass, , decomposition] = line.split(';');
    if (name.endsWith(', First>')) {
      rangeStart = hex(code);
      continue;
    }
    const first = name.endsWith(', Last>') ? rangeStart : hex(code);
    rows.push({ first, last: hex(code), category, combiningClass: Number(combiningClass), decomposition });
  }
  return rows;
}

function fill(values, first, last, change) {
  for (let code = first; code <= last; ++code) values[code] = change(values[code]);
}

function propertiesOf(rows) {
  const values = Array.from({ length: CODE_POINTS }, () => 0);
  for (const row of rows) fill(values, row.first, row.last, () => CATEGORIES.indexOf(row.category));
  for (const { first, last, fields } of propertyLines('PropList.txt')) {
    if (fields[0] === 'White_Space') fill(values, first, last, (value) => value | WHITE_SPACE);
  }
  return values;
}

/** The combining class in the low byte, the four quick checks above it. */
function normalPropertiesOf(rows) {
  const values = Array.from({ length: CODE_POINTS }, () => 0);
  for (const row of rows) fill(values, row.first, row.last, () => row.combiningClass);
  for (const { first, last, fields } of propertyLines('DerivedNormalizationProps.txt')) {
    const shift = QUICK_CHECK_SHIFT[fields[0]];
    if (shift === undefined) continue;
    for (let code = first; code <= last; ++code) if (hasNormalForms(code)) values[code] |= ANSWERS[fields[1]] << shift;
  }
  return values;
}

/** Direct decompositions: code point → `{ compatible, parts }`. Hangul syllables are left to arithmetic. */
function directDecompositions(rows) {
  const direct = new Map();
  for (const { first, decomposition } of rows) {
    if (decomposition === '') continue;
    const parts = decomposition
      .replace(/^<\w+> /, '')
      .split(' ')
      .map(hex);
    direct.set(first, { compatible: decomposition.startsWith('<'), parts });
  }
  return direct;
}

function decomposeFully(direct, code, compatible) {
  const entry = direct.get(code);
  if (entry === undefined || (entry.compatible && !compatible)) return [code];
  return entry.parts.flatMap((part) => decomposeFully(direct, part, compatible));
}

/**
 * All full decompositions in one pool, each behind its length; equal ones are stored once. An entry is a code point and
 * the positions of its canonical and its compatibility decomposition; position 0 means none.
 */
function decompositionTables(direct) {
  const pool = [0];
  const known = new Map();
  const place = (code, compatible) => {
    const parts = decomposeFully(direct, code, compatible);
    if (parts.length === 1 && parts[0] === code) return 0;
    const key = parts.join(' ');
    if (!known.has(key)) known.set(key, pool.push(parts.length, ...parts) - parts.length - 1);
    return known.get(key);
  };
  const codes = [...direct.keys()].sort((a, b) => a - b);
  return { pool, entries: codes.map((code) => `{${code},${place(code, false)},${place(code, true)}}`) };
}

/** Primary composites as `[first, second, composite]`, in order. */
function compositions(direct) {
  const excluded = new Set();
  for (const { first, last, fields } of propertyLines('DerivedNormalizationProps.txt')) {
    if (fields[0] !== 'Full_Composition_Exclusion') continue;
    for (let code = first; code <= last; ++code) excluded.add(code);
  }
  const pairs = [...direct].filter(([code, entry]) => !entry.compatible && !excluded.has(code));
  return pairs.map(([code, { parts }]) => [...parts, code]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

/** Splits `values` into blocks and stores equal blocks once. */
function twoLevels(values) {
  const index = [];
  const blocks = [];
  const known = new Map();
  for (let start = 0; start < values.length; start += BLOCK) {
    const block = values.slice(start, start + BLOCK);
    const key = block.join();
    if (!known.has(key)) {
      known.set(key, known.size);
      blocks.push(...block);
    }
    index.push(known.get(key));
  }
  return { index, blocks };
}

/** UnicodeData's simple lower case and the unconditional lines of SpecialCasing.txt as `[from, to, to after it or 0]`. */
function lowerMappings() {
  const lower = new Map(LATER_LOWER.flatMap(([first, last, to]) => pairsOf(first, last, to)));
  for (const line of read('UnicodeData.txt').split('\n')) {
    const fields = line.split(';');
    if (fields[13]) lower.set(hex(fields[0]), [hex(fields[13]), 0]);
  }
  for (const { first, fields } of propertyLines('SpecialCasing.txt')) {
    const [to, , , condition] = fields;
    const parts = to.split(' ').map(hex);
    if (parts.length === 2 && condition === '') lower.set(first, parts);
  }
  return [...lower].sort((a, b) => a[0] - b[0]).map(([from, parts]) => [from, ...parts]);
}

const pairsOf = (first, last, to) =>
  Array.from({ length: last - first + 1 }, (_, index) => [first + index, [to + index, 0]]);

/** The major version of Unicode that a character came with, 0 where there is none. */
function agesOf() {
  const values = Array.from({ length: CODE_POINTS }, () => 0);
  for (const { first, last, fields } of propertyLines('DerivedAge.txt')) {
    fill(values, first, last, () => Number.parseInt(fields[0], 10));
  }
  return values;
}

/** The number of the script, by the alphabet; 0 where there is none. */
function scriptsOf() {
  const lines = propertyLines('Scripts.txt');
  const names = [...new Set(lines.map(({ fields }) => fields[0]))].sort();
  const values = Array.from({ length: CODE_POINTS }, () => 0);
  for (const { first, last, fields } of lines) fill(values, first, last, () => names.indexOf(fields[0]) + 1);
  return { names, values };
}

/** Ranges of the code points that have a property, in order, neighbours joined: `first, last, first, last, …`. */
function rangesOf(file, property) {
  const ranges = [];
  const lines = propertyLines(file).filter(({ fields }) => fields[0] === property);
  for (const { first, last } of lines.sort((a, b) => a.first - b.first)) {
    if (ranges.at(-1) === first - 1) ranges[ranges.length - 1] = last;
    else ranges.push(first, last);
  }
  return ranges;
}

/** CaseFolding.txt: `[from, to]` of the statuses C and S, `[from, to, to, to or 0]` of F. */
function caseFolds() {
  const lines = propertyLines('CaseFolding.txt').map(({ first, fields: [status, to] }) => ({ first, status, to }));
  const folds = (statuses) =>
    lines.filter(({ status }) => statuses.includes(status)).map(({ first, to }) => [first, ...to.split(' ').map(hex)]);
  return { simple: folds('CS'), full: folds('F').map(([from, a, b, c = 0]) => [from, a, b, c]) };
}

function graphemeBreaksOf() {
  const values = Array.from({ length: CODE_POINTS }, () => 0);
  for (const { first, last, fields } of propertyLines('auxiliary/GraphemeBreakProperty.txt')) {
    fill(values, first, last, () => GRAPHEME_BREAKS.indexOf(fields[0]));
  }
  for (const { first, last, fields } of propertyLines('emoji/emoji-data.txt')) {
    if (fields[0] === 'Extended_Pictographic') fill(values, first, last, (value) => value | PICTOGRAPHIC);
  }
  return values;
}

function wrap(items) {
  const lines = [''];
  for (const item of items) {
    if (lines[lines.length - 1].length + item.length > 118) lines.push('');
    lines[lines.length - 1] += `${item},`;
  }
  return lines.join('\n');
}

const array = (type, name, items) => `inline constexpr ${type} ${name}[] = {\n${wrap(items.map(String))}\n};\n`;

function twoLevelArrays(type, name, values) {
  const { index, blocks } = twoLevels(values);
  const indexType = Math.max(...index) < 256 ? 'std::uint8_t' : 'std::uint16_t';
  return array(indexType, `k${name}Index`, index) + array(type, `k${name}Blocks`, blocks);
}

function write(name, comment, version, body) {
  const target = join(dirname(fileURLToPath(import.meta.url)), '../src/text/generated', name);
  mkdirSync(dirname(target), { recursive: true });
  const header = `// generated by native/scripts/generate-unicode.mjs from Unicode ${version}; do not edit\n// ${comment}\n`;
  const includes = '// clang-format off\n#pragma once\n\n#include <cstdint>\n\nnamespace tg::unicode {\n\n';
  writeFileSync(target, `${header}${includes}${body}\n}  // namespace tg::unicode\n`);
}

const version = commonVersion([
  'PropList.txt',
  'DerivedNormalizationProps.txt',
  'DerivedAge.txt',
  'SpecialCasing.txt',
  'Scripts.txt',
  'CaseFolding.txt',
  'DerivedCoreProperties.txt',
  'auxiliary/GraphemeBreakProperty.txt',
]);
const rows = unicodeData();
const ages = agesOf();
const hasNormalForms = (code) => ages[code] !== 0 && ages[code] <= NORMAL_FORMS_AGE;
const rowsOfNormalForms = rows.filter(({ first }) => hasNormalForms(first));
const direct = directDecompositions(rowsOfNormalForms);
const { pool, entries } = decompositionTables(direct);
const versionLine = `inline constexpr char kVersion[] = "${version}";\n`;

write(
  'properties.inc',
  'A byte a code point: the general category (order of the enum), and bit 5 for White_Space.',
  version,
  versionLine + twoLevelArrays('std::uint8_t', 'Property', propertiesOf(rows)),
);
write(
  'normal_forms.inc',
  `Combining classes, quick checks, full decompositions and primary composites of the characters of Unicode ${NORMAL_FORMS_AGE}.`,
  version,
  twoLevelArrays('std::uint16_t', 'Normal', normalPropertiesOf(rowsOfNormalForms)) +
    'struct Decomposition {\n  char32_t code_point;\n  std::uint16_t canonical;\n  std::uint16_t compatible;\n};\n' +
    array('Decomposition', 'kDecompositions', entries) +
    array('char32_t', 'kDecompositionPool', pool) +
    'struct Composition {\n  char32_t first;\n  char32_t second;\n  char32_t composite;\n};\n' +
    array(
      'Composition',
      'kCompositions',
      compositions(direct).map((triple) => `{${triple.join(',')}}`),
    ),
);
write(
  'lower_case.inc',
  'Lower case of single characters, in no context.',
  version,
  'struct LowerMapping {\n  char32_t from;\n  char32_t to;\n  char32_t then;  // 0: nothing\n};\n' +
    array(
      'LowerMapping',
      'kLowerMappings',
      lowerMappings().map((triple) => `{${triple.join(',')}}`),
    ),
);
write(
  'ages.inc',
  'A byte a code point: the major version of Unicode that it came with.',
  version,
  twoLevelArrays('std::uint8_t', 'Age', ages),
);
const scripts = scriptsOf();
const scriptNumber = (name) => `inline constexpr std::uint8_t kScript${name} = ${scripts.names.indexOf(name) + 1};\n`;
write(
  'scripts.inc',
  'A byte a code point: the number of its script, 0 for none.',
  version,
  ['Common', 'Devanagari', 'Han', 'Hiragana', 'Katakana'].map(scriptNumber).join('') +
    `inline constexpr const char* kScriptNames[] = {\n${wrap(scripts.names.map((name) => `"${name}"`))}\n};\n` +
    twoLevelArrays('std::uint8_t', 'Script', scripts.values),
);
const binaryProperties = [
  ...['Alphabetic', 'Lowercase', 'Uppercase'].map((name) => ['DerivedCoreProperties.txt', name]),
  ...['Emoji', 'Emoji_Presentation', 'Extended_Pictographic'].map((name) => ['emoji/emoji-data.txt', name]),
];
write(
  'binary_properties.inc',
  'Where properties hold: first and last code points of ranges, in order.',
  version,
  binaryProperties
    .map(([file, name]) => array('char32_t', `k${name.replaceAll('_', '')}`, rangesOf(file, name)))
    .join(''),
);
const { simple, full } = caseFolds();
const rowsOf = (folds) => folds.map((fold) => `{${fold.join(',')}}`);
write(
  'case_folds.inc',
  'Case folding: to a single character, and to several (0: no third).',
  version,
  'struct SimpleFold {\n  char32_t from;\n  char32_t to;\n};\n' +
    array('SimpleFold', 'kSimpleFolds', rowsOf(simple)) +
    'struct FullFold {\n  char32_t from;\n  char32_t to[3];\n};\n' +
    array(
      'FullFold',
      'kFullFolds',
      full.map(([from, ...to]) => `{${from},{${to.join(',')}}}`),
    ),
);
write(
  'grapheme_breaks.inc',
  'A byte a code point: Grapheme_Cluster_Break (order of the enum), and bit 4 for Extended_Pictographic.',
  version,
  twoLevelArrays('std::uint8_t', 'Grapheme', graphemeBreaksOf()),
);
