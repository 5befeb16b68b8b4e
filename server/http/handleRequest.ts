import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { answer, answerJson, refuse } from './answer.js';
import type { ConnectionCaps } from './connectionCaps.js';
import { type EventStreamOptions, openEventStream, topicsAskedFor } from './eventStream.js';
import type { Gate } from './gate.js';
import { type Metric, metricsText } from './metrics.js';
import { PAGE_POLICY, type Page } from './page.js';

/** What requests are answered from. */
export interface RequestOptions extends EventStreamOptions {
  readonly gate: Gate;
  readonly caps: ConnectionCaps;
  readonly page: Page;
  /** The answer to `GET /v1/runs`. */
  readonly runs: () => unknown;
  /** The answer to `GET /metrics`. */
  readonly metrics: () => readonly Metric[];
}

/** Answers requests that are no upgrades. The page, and whether the server lives, need no token. */
export function handleRequest(options: RequestOptions): RequestListener {
  const { gate, page, runs, metrics } = options;
  return (request, response) => {
    const refusal = gate.check(request) ?? refusalOfMethod(request);
    if (refusal !== undefined) {
      refuse(request, response, refusal);
      return;
    }
    const path = (request.url ?? '').split('?', 1)[0];
    const asset = page.get(path);
    if (asset !== undefined) {
      answer(request, response, 200, asset.type, asset.bytes, {
        'Content-Security-Policy': PAGE_POLICY,
      });
      return;
    }
    if (path === '/healthz') {
      answerJson(request, response, { status: 'ok' });
      return;
    }
    const role = gate.admit(request);
    if (typeof role === 'object') refuse(request, response, role);
    else if (path === '/v1/runs') answerJson(request, response, runs());
    else if (path === '/metrics') {
      answer(request, response, 200, 'text/plain; version=0.0.4', metricsText(metrics()));
    } else if (path === '/v1/sse') stream(request, response, options);
    else if (path === '/v1/ws') {
      refuse(request, response, { status: 426, why: 'this path speaks WebSocket' });
    } else refuse(request, response, { status: 404, why: 'nothing is here' });
  };
}

function refusalOfMethod({ method }: IncomingMessage) {
  return method === 'GET' || method === 'HEAD'
    ? undefined
    : { status: 405, why: 'GET and HEAD alone' };
}

function stream(request: IncomingMessage, response: ServerResponse, options: RequestOptions): void {
  const { caps, hub, limits } = options;
  const { remoteAddress = '' } = request.socket;
  const logs = topicsAskedFor(request, hub, limits.subscriptions);
  if ('why' in logs) {
    refuse(request, response, logs);
    return;
  }
  if (request.method === 'HEAD') {
    answer(request, response, 200, 'text/event-stream', '');
    return;
  }
  // Behind another answer on the same connection it would wait for ever, and nobody would say when it is over.
  const isQueued = response.socket === null;
  const refusal = isQueued
    ? { status: 400, why: 'a stream has a connection of its own' }
    : caps.take(remoteAddress);
  if (refusal !== undefined) {
    refuse(request, response, refusal);
    return;
  }
  response.on('close', () => caps.release(remoteAddress));
  openEventStream(request, response, logs, options);
}
