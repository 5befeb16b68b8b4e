/*
 * The ranges of what activations, penalties and optimizers are set to.
 */

/** @throws {RangeError} when `value` is not from 0 to below 1 */
export function requireShare(owner: string, setting: string, value: number): void {
  if (!(value >= 0 && value < 1)) refuse(owner, setting, 'from 0 to below 1', value);
}

/** @throws {RangeError} when `value` is not positive and finite */
export function requirePositive(owner: string, setting: string, value: number): void {
  if (!(value > 0 && value < Infinity)) refuse(owner, setting, 'a positive finite number', value);
}

/** @throws {RangeError} when `value` is negative or not finite */
export function requireNotNegative(owner: string, setting: string, value: number): void {
  if (!(value >= 0 && value < Infinity)) {
    refuse(owner, setting, 'a finite number, 0 or more', value);
  }
}

/** @throws {RangeError} when `value` is not a whole number of `least` or more */
export function requireWhole(owner: string, setting: string, value: number, least: number): void {
  if (!(Number.isSafeInteger(value) && value >= least)) {
    refuse(owner, setting, `a whole number, ${least} or more`, value);
  }
}

function refuse(owner: string, setting: string, range: string, value: number): never {
  throw new RangeError(`The ${setting} of ${owner} is ${range}; found ${value}`);
}
