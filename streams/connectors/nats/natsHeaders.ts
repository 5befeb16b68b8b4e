import type { MsgHdrs } from '@nats-io/transport-node';
import type { Outgoing } from '../sink.js';
import type { NatsClient } from './holdConnection.js';

/** The header in which NATS carries the id of a message. */
export const ID_HEADER = 'Nats-Msg-Id';

/** The headers of a record, where it needs any. */
export function headersOf(client: NatsClient, { id, contentType }: Outgoing): MsgHdrs | undefined {
  if (id === undefined && contentType === undefined) return undefined;
  const headers = client.headers();
  if (id !== undefined) headers.set(ID_HEADER, id);
  if (contentType !== undefined) headers.set('Content-Type', contentType);
  return headers;
}
