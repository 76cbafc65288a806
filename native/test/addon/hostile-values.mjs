// Values that no function expects, or expects in a few places only.

const value = (label, make, ...fits) => ({ label, value: make, fits });

/** Each with the way to make it anew and the kinds of places (see rightful-calls.mjs) where it is a rightful one. */
export function hostileValues(binding, tokenizer) {
  return [
    ...primitives(),
    ...objects(),
    ...memory(),
    value('a Cancel', () => new binding.Cancel(), 'cancel'),
    value('a tokenizer', () => tokenizer),
  ];
}

function primitives() {
  return [
    value('undefined', () => undefined, 'cancel', 'optional string', 'optional object'),
    value('null', () => null),
    value('true', () => true, 'boolean'),
    value('NaN', () => NaN),
    value('Infinity', () => Infinity),
    value('-1', () => -1, 'number'),
    value('0.5', () => 0.5, 'number'),
    value('2^53', () => 2 ** 53, 'number'),
    value('1e308', () => 1e308, 'number'),
    value('a bigint', () => 1n),
    value('a symbol', () => Symbol('x')),
    value('a function', () => () => 1, 'function'),
    value('a string', () => 'matrix', 'string', 'text', 'optional string', 'path'),
    value('a string with a zero byte', () => 'a\0b', 'string', 'text', 'optional string'),
  ];
}

function objects() {
  return [
    value('a String object', () => Object('x')),
    value('an object', () => ({})),
    value('a promise', () => Promise.resolve(1)),
    value('a revoked proxy', revokedProxy),
    value('a proxy that throws', () => new Proxy({}, { get: () => fail() })),
    value('a proxy of an array', () => new Proxy(['a'], {})),
    value('an array of undefined', () => Array.from({ length: 2 })),
    value('an array that shrinks while it is read', shrinkingArray),
    value('an array with a getter that throws', () => Object.defineProperty([], 0, { get: fail, enumerable: true })),
    value('an array-like', () => ({ length: 3, 0: 'a' })),
  ];
}

function memory() {
  return [
    value('a Uint8Array', () => new Uint8Array(3), 'bytes', 'text'),
    value('a Uint32Array', () => new Uint32Array(3), 'ids'),
    value('a Float32Array', () => new Float32Array(3)),
    value('a Float64Array of fractions', () => Float64Array.of(0.5), 'weights'),
    value('a Float64Array of NaN', () => Float64Array.of(NaN)),
    value('a BigUint64Array', () => new BigUint64Array(3)),
    value('a DataView', () => new DataView(new ArrayBuffer(8))),
    value('an ArrayBuffer', () => new ArrayBuffer(8)),
    value('shared ids', () => new Uint32Array(new SharedArrayBuffer(8))),
    value('shared bytes', () => new Uint8Array(new SharedArrayBuffer(8))),
    value('shared doubles', () => new Float64Array(new SharedArrayBuffer(8))),
    value('detached ids', () => detached(new Uint32Array(2))),
    value('detached bytes', () => detached(new Uint8Array(2))),
    value('detached doubles', () => detached(new Float64Array(2))),
  ];
}

function fail() {
  throw new Error('a getter threw');
}

function revokedProxy() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function shrinkingArray() {
  const array = ['a', 'b', 'c'];
  Object.defineProperty(array, 0, { get: () => ((array.length = 1), 'a'), enumerable: true, configurable: true });
  return array;
}

function detached(array) {
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}
