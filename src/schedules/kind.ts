import { type DataSchedule, isDataSchedule } from './course.js';
import { isLength, type Length, type LengthOrRest } from './length.js';
import { type Change, isChange } from './piecewise.js';
import { isOpenWarmUp, type OpenWarmUp } from './warmUp.js';

/** What a field may hold. */
export interface FieldTypes {
  readonly number: number;
  readonly length: Length;
  readonly lengthOrRest: LengthOrRest;
  readonly name: string;
  readonly mode: 'min' | 'max';
  readonly changes: readonly Change[];
  readonly schedule: DataSchedule;
  readonly factors: readonly DataSchedule[];
  readonly parts: readonly (DataSchedule | OpenWarmUp)[];
}

export type FieldType = keyof FieldTypes;

/** A kind of schedule: its fields, and how it is made of their values. */
export interface Kind {
  readonly required: ReadonlyMap<string, FieldType>;
  readonly optional: ReadonlyMap<string, FieldType>;
  /**
   * @throws {RangeError} when a value is out of range
   * @throws {TypeError} when a value is missing or of another type
   */
  readonly create: (values: Readonly<Record<string, unknown>>) => DataSchedule | OpenWarmUp;
}

type Fields = Readonly<Record<string, FieldType>>;
type Values<R extends Fields, O extends Fields> = {
  readonly [K in keyof R]: FieldTypes[R[K]];
} & {
  readonly [K in keyof O]?: FieldTypes[O[K]];
};

/** A kind from the types of its fields, in the order of the text. */
export function kind<const R extends Fields, const O extends Fields>(
  required: R,
  optional: O,
  create: (values: Values<R, O>) => DataSchedule | OpenWarmUp,
): Kind {
  return {
    required: new Map(Object.entries(required)),
    optional: new Map(Object.entries(optional)),
    create(values) {
      if (!match(required, optional, values)) {
        throw new TypeError(`Expected ${Object.keys(required).join(', ')}, each of its type`);
      }
      return create(values);
    },
  };
}

function match<R extends Fields, O extends Fields>(
  required: R,
  optional: O,
  values: Readonly<Record<string, unknown>>,
): values is Values<R, O> {
  return (
    Object.entries(required).every(([name, type]) => holds[type](values[name])) &&
    Object.entries(optional).every(([name, type]) => !(name in values) || holds[type](values[name]))
  );
}

/** Whether a value is of a type. */
export const holds: { readonly [T in FieldType]: (value: unknown) => value is FieldTypes[T] } = {
  number: (value) => typeof value === 'number',
  length: isLength,
  lengthOrRest: (value): value is LengthOrRest => value === 'rest' || isLength(value),
  name: (value) => typeof value === 'string',
  mode: (value) => value === 'min' || value === 'max',
  changes: (value): value is readonly Change[] => Array.isArray(value) && value.every(isChange),
  schedule: isDataSchedule,
  factors: (value): value is readonly DataSchedule[] =>
    Array.isArray(value) && value.every(isDataSchedule),
  parts: (value): value is readonly (DataSchedule | OpenWarmUp)[] =>
    Array.isArray(value) && value.every((part) => isDataSchedule(part) || isOpenWarmUp(part)),
};
