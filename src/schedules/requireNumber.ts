/*
 * The numbers that schedules are made of. Each function throws a RangeError that names the call, the
 * argument, what it takes and what was found.
 */

/** A value of a schedule: finite, 0 or more. */
export function requireValue(call: string, name: string, value: number): void {
  if (!(Number.isFinite(value) && value >= 0)) {
    refuse(call, name, 'a finite number, 0 or more', value);
  }
}

/** A factor or a length: finite, more than 0. */
export function requirePositive(call: string, name: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0)) refuse(call, name, 'a positive finite number', value);
}

/** Something that is counted. */
export function requireWhole(call: string, name: string, value: number, least: number): void {
  if (!(Number.isSafeInteger(value) && value >= least)) {
    refuse(call, name, `a whole number, ${least} or more`, value);
  }
}

/** A part of something: inside 0 to 1, since it is neither nothing nor all of it. */
export function requireInside(call: string, name: string, value: number): void {
  if (!(value > 0 && value < 1)) refuse(call, name, 'a number between 0 and 1', value);
}

function refuse(call: string, name: string, what: string, found: number): never {
  throw new RangeError(`${call}() takes as ${name} ${what}; found ${found}`);
}
