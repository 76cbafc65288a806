// The three stored number types, written a second time and independently of the core: exact values out of bytes, and one
// rounding to nearest even from a double.

export type Dtype = 'F32' | 'F16' | 'BF16';

interface Format {
  readonly bytes: number;
  /** Bits of the significand with the hidden one. */
  readonly precision: number;
  /** Exponent of the smallest normal number. */
  readonly smallest: number;
}

const formats: Readonly<Record<Dtype, Format>> = {
  F32: { bytes: 4, precision: 24, smallest: -126 },
  F16: { bytes: 2, precision: 11, smallest: -14 },
  BF16: { bytes: 2, precision: 8, smallest: -126 },
};

export function bytesOf(dtype: Dtype): number {
  return formats[dtype].bytes;
}

/** The nearest number of `dtype`, ties to even; for values far from its largest. */
export function round(value: number, dtype: Dtype): number {
  if (value === 0) return value;
  const { precision, smallest } = formats[dtype];
  const exponent = Math.max(exponentOf(value), smallest);
  const unit = 2 ** (exponent - precision + 1);
  return Math.sign(value) * roundHalfEven(Math.abs(value) / unit) * unit;
}

/** Stores numbers of `dtype`; each is rounded first. */
export function encode(values: Iterable<number>, dtype: Dtype): Buffer {
  const list = [...values];
  const buffer = Buffer.alloc(list.length * bytesOf(dtype));
  for (const [index, value] of list.entries()) writeNumber(buffer, index * bytesOf(dtype), round(value, dtype), dtype);
  return buffer;
}

/** The exact values that `bytes` store. */
export function decode(bytes: Buffer, dtype: Dtype): number[] {
  const { bytes: size } = formats[dtype];
  return Array.from({ length: bytes.length / size }, (_, index) => readNumber(bytes, index * size, dtype));
}

function writeNumber(buffer: Buffer, offset: number, value: number, dtype: Dtype): void {
  if (dtype === 'F32') buffer.writeFloatLE(value, offset);
  else if (dtype === 'BF16') buffer.writeUInt16LE(bitsOfFloat(value) >>> 16, offset);
  else buffer.writeUInt16LE(halfBits(value), offset);
}

function readNumber(buffer: Buffer, offset: number, dtype: Dtype): number {
  if (dtype === 'F32') return buffer.readFloatLE(offset);
  const bits = buffer.readUInt16LE(offset);
  if (dtype === 'BF16') return floatOfBits(bits * 2 ** 16);
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

/** `value` is a finite half already. */
function halfBits(value: number): number {
  const sign = Object.is(value, -0) || value < 0 ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size < 2 ** -14) return sign | (size * 2 ** 24);
  const exponent = exponentOf(size);
  return sign | ((exponent + 15) << 10) | (size * 2 ** (10 - exponent) - 1024);
}

function exponentOf(value: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return ((view.getUint16(0) >> 4) & 0x7ff) - 1023;
}

function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

function bitsOfFloat(value: number): number {
  return new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0;
}

function floatOfBits(bits: number): number {
  return new Float32Array(Uint32Array.of(bits).buffer)[0] ?? 0;
}
