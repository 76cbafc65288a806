// Every function of the addon with arguments that it accepts, and the kind of each argument: a word, [kind] for an array,
// {field: kind} for an object. What fits a word is written in hostile-values.mjs; words that no value lists fit none.

import path from 'node:path';
import { byteLevelTokenizer } from './byte-level.mjs';

const flags = ['special', 'singleWord', 'lstrip', 'rstrip', 'normalized'];
const token = {
  kind: { id: 'integer', content: 'string', ...Object.fromEntries(flags.map((flag) => [flag, 'boolean'])) },
  value: { id: 300, content: '<|new|>', ...Object.fromEntries(flags.map((flag) => [flag, false])) },
};
const options = {
  kind: { format: 'choice', pattern: 'string', specialTokens: [token.kind], mergesPath: 'string', outline: 'string' },
  value: { format: 'tokenizer.json', pattern: '', specialTokens: [token.value], mergesPath: '', outline: '' },
};
const encodeKinds = ['boolean', 'integer'];
const rangeKinds = ['path', 'integer', 'path', 'integer', 'integer', 'cancel'];

export function rightfulCalls(binding, tokenizer, folder) {
  const call = (target) => (name, args, kinds) => ({
    name,
    args,
    kinds,
    invoke: (...given) => target[name](...given),
  });
  return [...tokenizerCalls(call(tokenizer)), ...bindingCalls(call(binding), (name) => path.join(folder, name))];
}

function tokenizerCalls(call) {
  const batchKinds = [['string'], ...encodeKinds, 'integer', 'cancel'];
  return [
    call('encode', ['a', true, 0], ['text', ...encodeKinds]),
    call('encodeInto', ['a', new Uint32Array(3), true, 0], ['text', 'ids', ...encodeKinds]),
    call('encoding', ['a', 'b', true, 0, 0], ['string', 'optional string', ...encodeKinds, 'integer']),
    call(
      'encodingAsync',
      ['a', 'b', true, 0, 0, undefined],
      ['string', 'optional string', ...encodeKinds, 'integer', 'cancel'],
    ),
    call('count', ['a', true, 0], ['text', ...encodeKinds]),
    call('encodeBatch', [['a'], true, 0, 1, undefined], batchKinds),
    call('countBatch', [['a'], true, 0, 1, undefined], batchKinds),
    call('decode', [Uint32Array.of(97), true], ['ids', 'boolean']),
    call('decodeBytes', [Uint32Array.of(97), true], ['ids', 'boolean']),
    call('tokenToId', ['a'], ['string']),
    call('idToToken', [97], ['integer']),
    call('withAddedTokens', [['a', 'b', 'c'], new Uint8Array(3)], [['string'], 'bytes']),
  ];
}

function bindingCalls(call, file) {
  const matrix = matrixOf(file('a'));
  const plan = planOf(matrix);
  const codes = codePlanOf(matrix);
  return [
    call('useErrors', [undefined], ['function']),
    call('openTokenizer', [file('tokenizer.json'), options.value], ['path', options.kind]),
    call('parseTokenizer', [byteLevelTokenizer(), 'x', options.value], ['bytes', 'string', options.kind]),
    call('namedPattern', ['gpt2'], ['known name']),
    call('fillRows', [plan.value, 1, undefined], [plan.kind, 'integer', 'cancel']),
    call('computeRows', [plan.value, 1, undefined], [plan.kind, 'integer', 'cancel']),
    call('codeRows', [codes.value, 1, undefined], [codes.kind, 'integer', 'cancel']),
    call('auditRows', [matrix.value, 1, undefined], [matrix.kind, 'integer', 'cancel']),
    call('device', [], []),
    call('copyRange', [file('a'), 0, file('b'), 0, 8, undefined], rangeKinds),
    call('compareRanges', [file('a'), 0, file('b'), 0, 8, undefined], rangeKinds),
    call('cloneFile', [file('a'), file('clone')], ['path', 'path']),
    call('exchangePaths', [file('a'), file('b')], ['path', 'path']),
  ];
}

function matrixOf(file) {
  return {
    kind: { path: 'path', offset: 'integer', rows: 'integer', width: 'integer', dtype: 'choice' },
    value: { path: file, offset: 0, rows: 4, width: 4, dtype: 'F32' },
  };
}

/** Row 3 becomes a copy of row 0. */
function planOf(matrix) {
  const parts = {
    source: [matrix.kind, matrix.value],
    target: [matrix.kind, matrix.value],
    targetRows: ['integers', Float64Array.of(3)],
    kinds: ['row kinds', Uint8Array.of(2)],
    termBegins: ['integers', Float64Array.of(0, 1)],
    termRows: ['integers', Float64Array.of(0)],
    termWeights: ['weights', Float64Array.of(1)],
    meanWeights: ['weights', Float64Array.of(0)],
    population: ['population', new Uint8Array(4).fill(1)],
    normalMean: ['number', 0],
    normalDeviation: ['number', 1],
    covarianceScale: ['number', 0],
    map: ['optional object', undefined],
    seed: ['integer', 1],
    stream: ['integer', 1],
  };
  const pick = (index) => Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part[index]]));
  return { kind: pick(0), value: pick(1) };
}

/** Row 3 said in rows 0 and 1. */
function codePlanOf(matrix) {
  return {
    kind: {
      table: matrix.kind,
      anchors: 'integers',
      targets: 'integers',
      kind: 'integer',
      count: 'integer',
      raw: 'boolean',
      euclidean: 'boolean',
      weights: 'integer',
      temperature: 'number',
    },
    value: {
      table: matrix.value,
      anchors: Float64Array.of(0, 1),
      targets: Float64Array.of(3),
      kind: 0,
      count: 2,
      raw: false,
      euclidean: false,
      weights: 0,
      temperature: 1,
    },
  };
}
