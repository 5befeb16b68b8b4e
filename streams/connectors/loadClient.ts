import { ConnectorError } from './connectorError.js';

/**
 * Loads the client library of a broker, when it is used.
 *
 * @param load imports it
 * @throws {ConnectorError} by rejection, when it is not installed
 */
export async function loadClient<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new ConnectorError(`The client library ${name} is not installed: npm install ${name}`, {
      cause,
    });
  }
}
