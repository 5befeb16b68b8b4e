import type { Dataset } from 'h5wasm/node';
import type { RawValues } from '../examples.js';
import { halfToNumber } from './halfToNumber.js';
import type { Hdf5Library } from './library.js';

/** How numbers lie in the library's memory, and the array that they are kept in. */
export interface NumberType {
  readonly bytes: number;
  readonly allocate: (length: number) => RawValues;
  readonly view: (memory: ArrayBufferLike, start: number, length: number) => ArrayLike<number>;
}

const toFloat64 = (length: number) => new Float64Array(length);
const toFloat32 = (length: number) => new Float32Array(length);

/** By kind and bytes. */
const types: Readonly<Record<string, NumberType>> = {
  uint1: {
    bytes: 1,
    allocate: (length) => new Uint8Array(length),
    view: (memory, start, length) => new Uint8Array(memory, start, length),
  },
  int1: { bytes: 1, allocate: toFloat64, view: (...range) => new Int8Array(...range) },
  uint2: { bytes: 2, allocate: toFloat64, view: (...range) => new Uint16Array(...range) },
  int2: { bytes: 2, allocate: toFloat64, view: (...range) => new Int16Array(...range) },
  uint4: { bytes: 4, allocate: toFloat64, view: (...range) => new Uint32Array(...range) },
  int4: { bytes: 4, allocate: toFloat64, view: (...range) => new Int32Array(...range) },
  uint8: {
    bytes: 8,
    allocate: toFloat64,
    view: (...range) => Float64Array.from(new BigUint64Array(...range), Number),
  },
  int8: {
    bytes: 8,
    allocate: toFloat64,
    view: (...range) => Float64Array.from(new BigInt64Array(...range), Number),
  },
  float2: {
    bytes: 2,
    allocate: toFloat32,
    view: (...range) => Float32Array.from(new Uint16Array(...range), halfToNumber),
  },
  float4: { bytes: 4, allocate: toFloat32, view: (...range) => new Float32Array(...range) },
  float8: { bytes: 8, allocate: toFloat64, view: (...range) => new Float64Array(...range) },
};

/** The number type of such a name: `uint1`, `int8`, `float4`, with the bytes of a number behind. */
export function numberTypeNamed(name: string): NumberType | undefined {
  return types[name];
}

/**
 * The number type of a data set; undefined when it holds no numbers, or some that no array takes.
 *
 * uint8, float32 and float64 stay as they are; float16 becomes float32, all other integers float64
 * (from 2^53 on rounded). Booleans, which h5py stores as an enumeration of one byte, are integers.
 * The library has put every number in the byte order of this machine.
 */
export function numberType(library: Hdf5Library, dataSet: Dataset): NumberType | undefined {
  const { H5T_INTEGER, H5T_FLOAT, H5T_ENUM } = library.module.H5T_class_t;
  const { type, size, signed } = dataSet.metadata;
  if (type === H5T_FLOAT.value) return types[`float${size}`];
  const isBoolean = type === H5T_ENUM.value && size === 1;
  return type === H5T_INTEGER.value || isBoolean
    ? types[`${signed ? '' : 'u'}int${size}`]
    : undefined;
}
