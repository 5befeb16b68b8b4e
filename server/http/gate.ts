import type { IncomingMessage } from 'node:http';
import type { Role } from '../protocol/serverMessages.js';
import { type Doors, type Refusal, refusalOfRequest } from './checkRequest.js';
import type { Tokens } from './createTokens.js';
import { roleOf } from './roleOf.js';

/** Who comes in. */
export interface Gate {
  /** Whatever the method and the path: the Host, and the Origin if there is one. */
  check(request: IncomingMessage): Refusal | undefined;
  /** What a request may do, by its token; a refusal when its token is wrong, or missing. */
  admit(request: IncomingMessage): Role | Refusal;
}

/** What a gate goes by. */
export interface GateOptions {
  readonly doors: Doors;
  readonly tokens: Tokens;
  readonly watchersNeedToken: boolean;
}

export function createGate({ doors, tokens, watchersNeedToken }: GateOptions): Gate {
  return {
    check: (request) => refusalOfRequest(request, doors),
    admit: (request) =>
      roleOf(request, tokens, watchersNeedToken) ?? {
        status: 401,
        why: 'a token is needed here, a right one',
      },
  };
}
