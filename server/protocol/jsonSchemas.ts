import { z } from 'zod';
import { clientMessage } from './parseClientMessage.js';
import { serverMessageSchemas } from './serverMessageSchema.js';

/** The protocol as JSON Schema (draft 2020-12): what a client may say, and what it may hear. */
export function jsonSchemas(): { readonly client: unknown; readonly server: unknown } {
  const { welcome, ok, err, data, agg, state, event, reset, ping, pong, bye } =
    serverMessageSchemas;
  const server = z.union([welcome, ok, err, data, agg, state, event, reset, ping, pong, bye]);
  // As input: fields that are unknown are allowed, and ignored.
  return {
    client: z.toJSONSchema(clientMessage, { io: 'input' }),
    server: z.toJSONSchema(server, { io: 'input' }),
  };
}
