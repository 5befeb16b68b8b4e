import { DataError } from '../../src/index.js';
import { type Sink, sinkFromUrl } from '../../streams/index.js';

/**
 * The sinks at addresses.
 *
 * @param option that names them
 * @throws {ConnectorError} when an address is none
 * @throws {DataError} when there is one twice
 */
export function distinctSinks(option: string, addresses: readonly string[]): Sink[] {
  const sinks = addresses.map(sinkFromUrl);
  const names = sinks.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new DataError(`${option} names ${twice} twice`);
  return sinks;
}
