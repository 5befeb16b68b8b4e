import { ConnectorError } from '../connectorError.js';

/** Trouble that passes when the connection is there again, by the names that the client gives to its errors. */
const PASSING = [
  'ClosedConnectionError',
  'ConnectionError',
  'DrainingConnectionError',
  'RequestError',
  'TimeoutError',
];

/** Trouble with the record itself, or with the right to send it: its size, its subject. */
const OF_RECORD = ['InvalidArgumentError', 'InvalidSubjectError', 'PermissionViolationError'];

/** A stream takes messages of another size (err_code of JetStream). */
const TOO_LARGE = 10054;

/** Whether it is the connection that failed: what was asked may be asked again. */
export function isPassing(error: unknown): boolean {
  return error instanceof Error && PASSING.includes(error.name);
}

/** What an error says, as part of a line. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().replace(/\s+/g, ' ') || 'no reason was given';
}

/** A refusal of the server as the error of a connector: what was being done, why it cannot be. */
export function refusal(doing: string, error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const isAbsent = error instanceof Error && error.name === 'JetStreamNotEnabled';
  const why = isAbsent ? 'JetStream is not enabled there (nats-server -js)' : reasonOf(error);
  return new ConnectorError(`${doing}: ${why}`, { cause: error, isFinal: isOfRecord(error) });
}

function isOfRecord(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return OF_RECORD.includes(error.name) || ('code' in error && error.code === TOO_LARGE);
}
