// Every rule of vocabulary surgery and the test that is named for it. A rule without its test, or a test that was renamed, fails.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

/** A section; under it a rule, the file of its test, words of the test's title. */
const table = `
tying
  no head stored: tied, and none is made | surgery-rules | a head that is not stored is tied, and none is made
  a byte-equal head: tied, stored twice | surgery-rules | a head stored twice stays equal
  equal numbers of another type are not equal | checkpoint/tying | equal numbers of another element type are not equal bytes
  a different head that is said to be tied: refused | checkpoint/tying | a different head although %s is a conflict, unless told
  unless told | surgery-rules | a conflict is refused unless told
  a decision is written into config.json | surgery-rules | what the tool had to decide is written down
  file and configuration in disagreement are reported | checkpoint/tying | config.json and file in disagreement are reported
rows and ids
  out_rows = max(rows, ceil(need / m) · m) | surgery/plan-matrices | rowsFor(rows, ids, padTo)
  the next id is the largest plus one | surgery-rules | the next id is the largest plus one, not the number of tokens
  spare rows first, never fewer rows | surgery-rules | spare rows are used first, and a table never shrinks
  holes are reported, not renumbered | surgery-rules | holes are counted, not filled
  a token that is there keeps its id; duplicates are one | surgery-rules | a token named twice is one, and one that is there keeps its id
  ids without a row get one | extend | ids that never had a row get the mean
  an id clash is refused | from-tokenizer | a tokenizer that gives an old id another meaning is refused by that id
  a multiple below 1 is refused | surgery/extend-options | a multiple of nothing
population
  live: with a token, not reserved, not zero | surgery-rules | rows without a token, reserved ones and zero ones do not count in a mean
  all: every row | extend | reserved, zero and spare rows do not count in the mean, unless all do
  a row of it that is not finite is refused by name | surgery/population | a mean over rows that are not finite is refused by name
  others pass through | surgery-rules | a value that is not finite outside of the population passes through
  and are reported | inspect-audits | non-finite-rows
  untrained: zero, duplicated, named | inspect-audits | untrained tokens are offered: zero rows, copies of rows, names of reserved ones
  reserved by name | surgery/population | %s is kept for later
initialisation
  mean, each table its own | init-methods | mean: of the rows in use, spare ones left out, each table its own
  zero warns for heads | extend | head and input table have their own methods
  normal(0, initializer_range) | extend | a normal start is reproducible, of the stated width, and its bias is zero
  mean-cov: moments of the population times scale | rows/covariance | mean, variances and covariances of many draws are those of the population times scale
  mean-cov: a draw without the covariance | rows/covariance | a draw is mean plus a weighted sum of differences, within 1e-5 deviations
  draws do not depend on threads or company | rows/covariance | the same bits for any number of threads and any company
  noise comes before the one rounding | rows/covariance | a mean-cov row is the draw of its target row, rounded once, in every format
  subword: the old tokenizer, no special tokens, marker → space | pieces | words with markers: %j is %j
  subword: bytes are pieces like others | pieces | '<0xC3>', '<0xA9>'
  subword: every weighting | surgery/init/index | %s answers with recipes for a row and for a bias
  subword: long tokens have finite weights | surgery/init/index | five hundred pieces have finite weights
  no pieces: refused | surgery/init/index | what a method cannot do for a token it refuses by name: %j
  interpolate(a) | init-methods | interpolate: between the mean of all and that of the pieces
  copy(id) | init-methods | copy: the bytes of the other row, by token, by id and by a map
  description(text) | init-methods | description: the mean of the pieces of the text
  input and head have methods of their own | init-methods | input table and head have methods and options of their own
  padding rows: the mean in both tables, counted | extend | padding rows hold the mean of both tables, and are counted in a warning
  a bias of logits is padded with zeros where its family asks | families | BART: the bias of the logits is padded with zeros
  one rounding | rows/mean | a mean is rounded once: not to f32 on its way to bf16
  subnormals kept | rows/mean | a mean of subnormals stays subnormal
transplants
  shared tokens are copied | transplant | shared tokens keep their rows in both tables, under the new ids
  the others are sums of shared ones | transplant | omp: what is a sum of shared tokens there is the same sum here, in each table by itself
  byte and prefix matches | transplant | without byte matches, byte tokens are made anew; with prefixes, a word takes its beginning
  ids beyond rows are filtered first | transplant | donor ids beyond its own rows have no meaning to copy
  nearest(k, weight) | rows/codes | nearest: the anchors of the highest cosines, or of the least distances, weights of sum 1
  barycentric and least-squares weights | rows/codes | nearest: barycentric weights have the sum 1, least squares an orthogonal residual
  softmax(k, T) | rows/codes | softmax: e to the cosine over temperature
  sparsemax | rows/codes | sparsemax: a projection on the simplex
  procrustes, in the right orientation | rows/linear_map | procrustes: a rotation with a scale is found again, and in the right orientation
  ridge | rows/linear_map | ridge: a linear relation is found again
omp
  normalised or raw selection, as in double | rows/codes | omp: the chosen sequences are those of double, in every format, by cosine and by product
  the lowest index on ties | rows/codes | omp: of equally good anchors the lowest is taken
  least squares over the chosen | rows/codes | the residual is orthogonal to every chosen anchor
  duplicate, dependent and zero atoms | rows/codes | omp: duplicate, dependent and zero atoms cost nothing and get no wild weights
  stop at a residual of 1e-6 | rows/codes | omp: a target that is a sum of a few anchors is found again, to a residual of 1e-6
  a zero target has no terms | rows/codes | omp: a zero target has no terms, and one of which anchors know nothing neither
  tiny rows count | rows/codes | omp: tiny rows are rows, too
safetensors
  every lie of a header is refused | checkpoint/safetensors/read-header | refuses %s and names the lie
  any order, unaligned data | checkpoint/rewrite-checkpoint | takes data that is not aligned, in another order than the header
  padded to 8, no holes, metadata kept | surgery-rules | a rewritten header is padded to 8, its offsets leave no hole, its metadata stays
  only shards with a vocabulary tensor are rewritten | surgery-rules | a shard without a vocabulary tensor keeps its bytes, and every tensor its shard
  the index: no tensor without key, no key without tensor | checkpoint/open-shards | refuses a tensor that the index does not list
  total_size is the sum | checkpoint/rewrite-checkpoint | states sizes where they are nested, and parameters where the index counts them
  stale shards are left nowhere | checkpoint/open-shards | reports weights that do not belong, and leaves the rest
  a new folder or an exchange | surgery/output-folder | a full folder is replaced by force only, whole
  whatever kills it | kill-operations | %s, killed \${kills} times
  links stay in the folder | checkpoint/rewrite-checkpoint | a link in "%s" that leaves the folder is refused by name
configuration
  vocab_size where it lives, for every family | families | all of them grow, old values stay, and the result verifies
  a size per layer | families | Gemma 3n: ids between the two tables keep what readers gave them
  Mllama: rows − 8 | families | Mllama: the eight rows behind the head keep their places and their values
  ids in every file and nested key; unknown ones reported | prune | ids follow into every file and nested key; a forbidden word that lost a token goes
  an end of turn comes before the old one | end-of-turn | names the token in every file
  ids that are no text follow a donor's tokens | transplant | Gemma 3n: images and sounds follow, and so do the fields that say where they begin
tokenizer files
  added tokens by id, special ones not normalized, all files in step | surgery-rules | added tokens stand by id, the special ones are not normalized, and every file agrees
  a repurposed token changes its string everywhere | repurpose | of %s: same id, new string in every file, new row
  also in the vocabulary, whose merges go | repurpose | changes its string in the vocabulary too, and its merges go
  vocab.json, merges.txt, added_tokens.json follow | surgery-rules | vocab.json, merges.txt and added_tokens.json keep in step; added ids go on without a gap
  the strings of a repurposed token in the template | repurpose | of %s: same id, new string in every file, new row
  tokenizer.model is left out, and that is said | tokenizer/saving/save | file: 'tokenizer.model', action: 'removed'
  every file is what the plan says | extend | every file is what the plan said, and other tools keep their fields
  tokens of a template exist | end-of-turn | a token that the tokenizer does not have
pruning
  kept: what kept tokens are merged from, in the old order | surgery-rules | pruning keeps what every kept token is merged from, in the old order
  specials, bytes and the alphabet stay | surgery/prune/choose-tokens | never touches what is fixed
  orphans are refused by name | surgery/prune/choose-tokens | refuses orphans by name
  or cascade | surgery/prune/choose-tokens | takes them along with cascade
  leaves first, the rarest, the highest id | surgery/prune/choose-tokens | leaves go first, the rarest of them, of equals the one with the highest id
  a removed token leaves its count to its parts | surgery/prune/choose-tokens | a removed token leaves its count to its parts
  byte fallback stays | prune | a vocabulary with byte fallback may lose its letters, for bytes stand in for them
  texts of kept tokens are written as before | prune | writes texts of kept tokens as before
  data follows | remap | objects; labels follow, masks stay
quantised checkpoints
  a packed head is refused, also a tied one | surgery-rules | a head stored with %s is refused by name, also beside a float table that it is tied to
  packed layers keep their bytes | surgery-rules | a layer packed with %s keeps its bytes while the tables grow
  modules_to_not_convert must name the head | inspect-audits | quantised-head-unlisted
adapters
  full tables, token rows, LoRA of a pruned model | remap | of a pruned model: tables, LoRA rows and columns, token rows and their ids
  new rows as the model has them, LoRA without effect | remap | of an extended model: new rows as the model has them, new LoRA columns without effect
  another vocabulary, another part: refused | remap | %s is refused by name
  a token that is another one now: refused | remap | that trains a token which is another one now is refused
gguf
  rows = vocab_size ≥ largest id + 1 | surgery-rules | rows are at least the largest id plus one, and config.json states them
report
  rows, ids, unused rows, population, tying, files, hashes, leftovers | surgery-rules | the report states rows, ids, unused rows, population, tying, files, hashes and leftovers
  other tensors with the vocabulary axis | families | what no rule names is reported, and left alone
  ids to paste for trainers | inspect-audits | the ids of new tokens come ready to paste
`;

interface Rule {
  readonly rule: string;
  readonly file: string;
  readonly title: string;
}

const rules = new Map<string, Rule[]>();
let section: Rule[] = [];
for (const line of table.trim().split('\n')) {
  if (!line.startsWith(' ')) rules.set(line, (section = []));
  else section.push(ruleOf(line));
}

function ruleOf(line: string): Rule {
  const [rule = '', file = '', title = ''] = line.trim().split(' | ');
  return { rule, file, title };
}

const root = path.join(import.meta.dirname, '../..');

/** `rows/…` are tests of the core, `PACKAGE/…` unit tests, others stand beside this one. */
function pathOf(file: string): string {
  const [folder = '', ...rest] = file.split('/');
  if (folder === 'rows') return path.join(root, 'native/test/rows', `${rest.join('/')}_test.cpp`);
  if (rest.length > 0) return path.join(root, 'packages', folder, 'src', `${rest.join('/')}.test.ts`);
  return path.join(import.meta.dirname, `${folder}.test.ts`);
}

describe.each([...rules])('%s', (_, list) => {
  test.each(list)('$rule', ({ file, title }) => {
    expect(title).not.toBe('');
    expect(readFileSync(pathOf(file), 'utf8')).toContain(title);
  });
});

test('every section has rules, and no rule stands twice', () => {
  const sections = ['tying', 'rows and ids', 'population', 'initialisation', 'transplants', 'omp', 'safetensors'];
  const more = ['configuration', 'tokenizer files', 'pruning', 'quantised checkpoints', 'adapters', 'gguf', 'report'];
  expect([...rules.keys()]).toEqual([...sections, ...more]);
  const all = [...rules].flatMap(([name, list]) => list.map(({ rule }) => `${name}: ${rule}`));
  expect(new Set(all).size).toBe(all.length);
  expect(Math.min(...[...rules.values()].map((list) => list.length))).toBeGreaterThan(0);
});
