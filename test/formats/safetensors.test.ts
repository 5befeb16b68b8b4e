import { readFileSync } from 'node:fs';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  DataError,
  decodeSafetensors,
  encodeSafetensors,
  matrix,
  matrixOf,
  ShapeError,
  type Tensor,
  type TensorValues,
  zeros,
} from '../../src/index.js';

/** Files that Python's safetensors wrote; `safetensorsFixtures.py` made them. */
const golden = (name: string): Uint8Array =>
  readFileSync(new URL(`../goldens/safetensors/${name}.safetensors`, import.meta.url));

const bits64 = (...words: bigint[]) => new Float64Array(BigUint64Array.from(words).buffer);
const bits32 = (...words: number[]) => new Float32Array(Uint32Array.from(words).buffer);

/** What the script gave to Python's safetensors, in another order. */
const numbers: Record<string, Tensor> = {
  W1: {
    shape: [2, 3],
    values: bits64(
      0x7ff8000000000000n,
      0xfff8000000000001n,
      0x7ff0000000000001n,
      0x8000000000000000n,
      0x7ff0000000000000n,
      1n,
    ),
  },
  W2: { shape: [1, 0], values: new Float64Array(0) },
  'Wörter 😀': { shape: [1, 1], values: Float64Array.of(1.5) },
  'a.u8': { shape: [1, 2], values: Uint8Array.of(0, 255) },
  'b.i8': { shape: [3], values: Int8Array.of(-128, 127, 1) },
  'c.i16': { shape: [2], values: Int16Array.of(-32768, 32767) },
  'd.u16': { shape: [1], values: Uint16Array.of(65535) },
  'e.i32': { shape: [2], values: Int32Array.of(-(2 ** 31), 2 ** 31 - 1) },
  'f.u32': { shape: [], values: Uint32Array.of(2 ** 32 - 1) },
  'g.f32': { shape: [5], values: bits32(0x7fc00000, 0xffc00001, 0x7f800001, 0x80000000, 1) },
  'h.i64': { shape: [1], values: BigInt64Array.of(-(2n ** 63n)) },
  'i.u64': { shape: [1], values: BigUint64Array.of(2n ** 64n - 1n) },
};
const metadata = { about: 'tab\t, quote ", ümlaut' };

const bytesOf = ({ buffer, byteOffset, byteLength }: TensorValues) =>
  Buffer.from(buffer, byteOffset, byteLength).toString('hex');

/** Tensors with their bits, which `toEqual` would not tell apart where they mean NaN. */
function inBits(tensors: Readonly<Record<string, Tensor>>) {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, values }]) => [
      name,
      { shape, type: values.constructor.name, bits: bytesOf(values) },
    ]),
  );
}

describe('encodeSafetensors()', () => {
  test("gives the bytes that Python's safetensors gives, for tensors of all types", () => {
    expect(Buffer.from(encodeSafetensors({ tensors: numbers, metadata }))).toEqual(
      golden('numbers'),
    );
  });

  test("gives the bytes that Python's safetensors gives for no tensors", () => {
    expect(Buffer.from(encodeSafetensors({ tensors: {} }))).toEqual(golden('empty'));
  });

  test('gives the same bytes in whatever order tensors and metadata come', () => {
    const tensors = { 10: matrix([[1]]), 9: matrix([[2]]), b: matrix([[3]]) };
    const reversed = Object.fromEntries(Object.entries(tensors).toReversed());
    expect(encodeSafetensors({ tensors: reversed, metadata: { b: '', a: '1' } })).toEqual(
      encodeSafetensors({ tensors, metadata: { a: '1', b: '' } }),
    );
  });

  test('gives a copy, which later writes to the tensors do not reach', () => {
    const W1 = matrix([[1]]);
    const bytes = encodeSafetensors({ tensors: { W1 } });
    W1.values[0] = 2;
    expect(matrixOf(decodeSafetensors(bytes).tensors.W1)).toEqual(matrix([[1]]));
  });

  test('refuses a tensor that has not a value for every place', () => {
    const W1 = { shape: [2, 2], values: Float64Array.of(1, 2, 3) };
    expect(() => encodeSafetensors({ tensors: { W1 } })).toThrow(
      new ShapeError('Cannot write tensor W1 of shape (2, 2): it has 3 values'),
    );
  });

  test.each([[[-1]], [[0.5]], [[NaN]]])('refuses the shape %j', (shape) => {
    const x = { shape, values: Float64Array.of(1) };
    expect(() => encodeSafetensors({ tensors: { x } })).toThrow(ShapeError);
  });

  test.each(['__metadata__', '\ud800'])('refuses the name %j', (name) => {
    expect(() => encodeSafetensors({ tensors: { [name]: matrix([[1]]) } })).toThrow(RangeError);
  });

  test('refuses values that the format has no type for', () => {
    const values = new Uint8ClampedArray(1);
    // @ts-expect-error: no such values are taken, which plain JavaScript does not know
    const encode = () => encodeSafetensors({ tensors: { x: { shape: [1], values } } });
    expect(encode).toThrow(
      new TypeError('Cannot write tensor x: there is no type for a Uint8ClampedArray'),
    );
  });

  test('refuses metadata that are no Unicode text', () => {
    expect(() => encodeSafetensors({ tensors: {}, metadata: { a: 'x\udc00' } })).toThrow(
      RangeError,
    );
  });
});

describe('decodeSafetensors()', () => {
  test('gives every bit of the tensors that Python wrote, in arrays of their types', () => {
    const decoded = decodeSafetensors(golden('numbers'));
    expect(inBits(decoded.tensors)).toEqual(inBits(numbers));
    expect(decoded.metadata).toEqual(metadata);
  });

  test('reads a file with white space in its header, in any order and not aligned', () => {
    expect(decodeSafetensors(golden('unaligned')).tensors).toEqual({
      a: { shape: [1], values: Uint8Array.of(7) },
      b: { shape: [2], values: Float64Array.of(1.5, -0) },
    });
  });

  test('gives tensors without metadata as ones with empty metadata', () => {
    expect(decodeSafetensors(golden('empty'))).toEqual({ tensors: {}, metadata: {} });
  });

  test('says of a type that JavaScript has no array for how to write it instead', () => {
    expect(() => decodeSafetensors(golden('halves'), 'model.safetensors')).toThrow(
      'Cannot read model.safetensors: tensor x is of type F16; write it as one of U64, I64, F64, F32',
    );
  });
});

/** A file with this header, and as many zeros behind it. */
function fileOf(header: string, dataBytes = 0, headerBytes = Buffer.byteLength(header)) {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(headerBytes));
  return Buffer.concat([length, Buffer.from(header), Buffer.alloc(dataBytes)]);
}

const tensor = (shape: string, offsets: string, dtype = '"U8"') =>
  `{"dtype":${dtype},"shape":${shape},"data_offsets":${offsets}}`;

describe('decodeSafetensors() refuses', () => {
  test.each<[what: string, bytes: Uint8Array, found: string]>([
    ['no bytes', Buffer.alloc(0), 'it has 0 bytes; it is cut short'],
    [
      'a header beyond the end',
      fileOf('{}', 0, 99),
      'its header ends at byte 107 of 10; it is cut',
    ],
    ['a header beyond the limit', fileOf('{}', 0, 100_000_001), 'would be 100000001 bytes long'],
    ['a header that is no JSON', fileOf('{'), 'its header is not JSON in UTF-8'],
    ['a header after a byte order mark', fileOf('\ufeff{}'), 'its header is not JSON in UTF-8'],
    ['a header that is a list', fileOf('[]'), 'its header is not a JSON object'],
    ['a name twice', fileOf('{"a":1,"\\u0061":1}'), '"a" stands twice in one object'],
    ['metadata twice', fileOf('{"__metadata__":{"b":"","b":""}}'), '"b" stands twice'],
    ['metadata that are a list', fileOf('{"__metadata__":[]}'), 'metadata are not a JSON object'],
    ['metadata that are null', fileOf('{"__metadata__":null}'), 'metadata are not a JSON object'],
    ['metadata that are a number', fileOf('{"__metadata__":{"b":1}}'), 'its metadata b is not'],
    ['a tensor that is a number', fileOf('{"a":1}'), 'tensor a is of type undefined'],
    ['an unknown type', fileOf(`{"a":${tensor('[]', '[0,1]', '"I7"')}}`), 'tensor a is of type I7'],
    ['no shape', fileOf(`{"a":${tensor('3', '[0,3]')}}`, 3), 'tensor a has no shape'],
    ['a negative size', fileOf(`{"a":${tensor('[-1]', '[0,1]')}}`, 1), 'tensor a has no shape'],
    ['a broken size', fileOf(`{"a":${tensor('[0.5]', '[0,1]')}}`, 1), 'tensor a has no shape'],
    ['a single offset', fileOf(`{"a":${tensor('[1]', '[1]')}}`, 1), 'tensor a has no place'],
    ['a shape of another size', fileOf(`{"a":${tensor('[2]', '[0,1]')}}`, 1), 'has 1 bytes, not 2'],
    [
      'a size that overflows',
      fileOf(`{"a":${tensor('[9007199254740991,9007199254740991,2048]', '[0,2048]')}}`, 2048),
      'has 2048 bytes, not 1.66',
    ],
    [
      'tensors that overlap',
      fileOf(`{"a":${tensor('[2]', '[0,2]')},"b":${tensor('[2]', '[1,3]')}}`, 3),
      'tensor b starts at byte 1 of the data, where 2 are covered',
    ],
    [
      'a gap between tensors',
      fileOf(`{"a":${tensor('[1]', '[0,1]')},"b":${tensor('[1]', '[2,3]')}}`, 3),
      'tensor b starts at byte 2 of the data, where 1 are covered',
    ],
    ['more data than tensors', fileOf('{}', 1), 'its tensors have 0 bytes and its data 1'],
    ['fewer data than tensors', fileOf(`{"a":${tensor('[1]', '[0,1]')}}`), 'have 1 bytes and'],
  ])('%s', (_what, bytes, found) => {
    const decode = () => decodeSafetensors(bytes, 'p.safetensors');
    expect(decode).toThrow(DataError);
    expect(decode).toThrow(`Cannot read p.safetensors: `);
    expect(decode).toThrow(found);
  });

  property.prop([fc.nat({ max: golden('numbers').length - 1 })])(
    'a file cut short anywhere',
    (length) => {
      expect(() => decodeSafetensors(golden('numbers').subarray(0, length))).toThrow(DataError);
    },
  );

  property.prop([fc.uint8Array({ maxLength: 200 })])('random bytes', (bytes) => {
    expect(() => decodeSafetensors(bytes)).toThrow(DataError);
  });
});

property.prop([fc.nat(), fc.integer({ min: 0, max: 7 })], { numRuns: 2000 })(
  'decodeSafetensors() of a file with any bit flipped gives tensors or a DataError',
  (place, bit) => {
    const bytes = Uint8Array.from(golden('numbers'));
    bytes[place % bytes.length] ^= 1 << bit;
    try {
      decodeSafetensors(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(DataError);
    }
  },
);

const anyTensor = fc.array(fc.nat({ max: 4 }), { maxLength: 3 }).chain((shape) =>
  fc
    .array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), {
      minLength: shape.reduce((product, size) => product * size, 1),
      maxLength: shape.reduce((product, size) => product * size, 1),
    })
    .map((words) => ({ shape, values: bits64(...words) })),
);

property.prop([fc.dictionary(fc.string({ unit: 'grapheme' }), anyTensor), fc.string()])(
  'decodeSafetensors() gives what encodeSafetensors() got, bit for bit',
  (tensors, text) => {
    fc.pre(!('__metadata__' in tensors));
    const decoded = decodeSafetensors(encodeSafetensors({ tensors, metadata: { text } }));
    expect(inBits(decoded.tensors)).toEqual(inBits(tensors));
    expect(decoded.metadata).toEqual({ text });
  },
);

describe('matrixOf()', () => {
  test('gives the values themselves, not a copy', () => {
    const values = Float32Array.of(1, 2);
    expect(matrixOf({ shape: [2, 1], values })).toEqual({ rows: 2, cols: 1, values });
    expect(matrixOf({ shape: [2, 1], values }).values).toBe(values);
  });

  test('refuses a tensor that is no matrix of floats', () => {
    expect(() => matrixOf({ shape: [2], values: new Float64Array(2) })).toThrow(
      new ShapeError('Cannot take a tensor of shape (2) as a matrix: it has 1 dimensions, not 2'),
    );
    expect(() => matrixOf({ shape: [1, 1], values: Uint8Array.of(1) })).toThrow(TypeError);
    expect(() => matrixOf({ shape: [2, 1], values: zeros(1, 1).values })).toThrow(ShapeError);
  });
});
