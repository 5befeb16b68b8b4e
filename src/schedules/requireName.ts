/**
 * Checks the name of an input or a metric.
 *
 * @param call who takes it, for the error
 * @throws {RangeError} when it is empty
 */
export function requireName(call: string, name: string): void {
  if (name === '') throw new RangeError(`${call}() takes a name of 1 letter or more; found none`);
}
