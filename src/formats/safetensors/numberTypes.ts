import type { TensorValues } from './tensor.js';

/** A number type of the format: its name in a file, and the array that holds such numbers. */
export interface NumberType {
  readonly dtype: string;
  readonly bytes: number;
  /** Whether `values` are of this type. */
  readonly holds: (values: TensorValues) => boolean;
  /** The numbers that lie in `buffer`, little-endian as on every platform that Node.js runs on here. */
  readonly view: (buffer: ArrayBuffer) => TensorValues;
}

function numberType(
  dtype: string,
  Values: { new (buffer: ArrayBuffer): TensorValues; readonly BYTES_PER_ELEMENT: number },
): NumberType {
  return {
    dtype,
    bytes: Values.BYTES_PER_ELEMENT,
    holds: (values) => values instanceof Values,
    view: (buffer) => new Values(buffer),
  };
}

/**
 * The number types in the order in which their tensors lie in a file, widest first, so that each is aligned.
 * Types without an array in JavaScript are left out: halves, 8-bit floats, booleans.
 *
 * Source: the reference implementation, huggingface/safetensors, `Dtype` from its end.
 */
export const numberTypes: readonly NumberType[] = [
  numberType('U64', BigUint64Array),
  numberType('I64', BigInt64Array),
  numberType('F64', Float64Array),
  numberType('F32', Float32Array),
  numberType('U32', Uint32Array),
  numberType('I32', Int32Array),
  numberType('U16', Uint16Array),
  numberType('I16', Int16Array),
  numberType('I8', Int8Array),
  numberType('U8', Uint8Array),
];
