import { setTimeout as wait } from 'node:timers/promises';
import { ConnectorError } from '../connectorError.js';
import type { Outgoing, Sink } from '../sink.js';
import { writeId } from './idHeader.js';
import { retryAfterMs, retryDelay } from './retryDelay.js';

/** Where records are sent to. */
export interface WebhookSinkOptions {
  /** With http or https. A user and a password in it are sent as such (Basic). */
  readonly url: string | URL;
  /** Sent as `Authorization: Bearer`. Default none. */
  readonly token?: string;
  /** Sent with each record. Default none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long the first answer is tried for before `send` fails. Default 5,000. */
  readonly connectMs?: number;
  /** How long an answer is waited for, each time. Default 60,000. */
  readonly timeoutMs?: number;
  /** From 0 to below 1: the jitter of waits. Default `Math.random`. */
  readonly random?: () => number;
}

/** Why a record has not been taken, and when it may be sent again: never, or so many ms from now on at the earliest. */
interface Failure {
  readonly why: string;
  readonly retryMs: number | 'never';
  /** Whether it is this record that is not taken, and not the place that is none. */
  readonly isFinal?: boolean;
  readonly cause?: unknown;
}

/**
 * Sends each record by HTTP POST: its bytes, its content type, and its id as `Idempotency-Key`. Keys are not sent.
 *
 *   send:      a b
 *   requests:  a--a---b-     one at a time; the first answer was 503
 *   answers:   -5---2--2
 *
 * A record is safe when the answer is 2xx. Where there is none, and with 408, 429 and 5xx, it is sent again until it is
 * taken: after a time that doubles up to 15 s, with jitter, or as long as Retry-After says. Those behind it wait, so
 * that order is kept. With any other answer it is refused, and the next one is sent; redirects are not followed.
 *
 * Timing: `send` resolves when the record is safe. `close` waits for what is on its way; a record that is not taken from
 * then on is not sent again, and fails with all behind it.
 * @throws {TypeError} at the call, when the address or a header is none
 * @throws {ConnectorError} by rejection of `send`, when the record is refused, when the first answer does not come
 * within `connectMs`, and behind `close`
 * @example
 * webhookSink({ url: 'https://user:secret@example.org/hook?key=1' }).name // => 'https://example.org/hook'
 */
export function webhookSink(options: WebhookSinkOptions): Sink {
  const { connectMs = 5_000, timeoutMs = 60_000, random = Math.random } = options;
  const url = addressOf(options.url);
  const name = `${url.origin}${url.pathname}`;
  const common = headersOf(url, options);
  url.username = '';
  url.password = '';

  const closing = new AbortController();
  const failed = (why: string, cause?: unknown, isFinal = false) =>
    new ConnectorError(`Cannot send to ${name}: ${why}`, { cause, isFinal });
  let last: Promise<void> = Promise.resolve();
  let hasAnswered = false;
  let gaveUp: ConnectorError | undefined;

  async function attempt({ value, id, contentType }: Outgoing): Promise<Failure | undefined> {
    const headers = new Headers(common);
    headers.set('Content-Type', contentType ?? 'application/octet-stream');
    if (id !== undefined) headers.set('Idempotency-Key', writeId(id));
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const request = { method: 'POST', body: value, headers, redirect: 'manual', signal } as const;
      const response = await fetch(url, request);
      hasAnswered = true;
      await response.body?.cancel();
      return response.ok ? undefined : failureOf(response);
    } catch (cause) {
      return { why: reasonOf(cause), retryMs: 0, cause };
    }
  }

  async function deliver(record: Outgoing): Promise<void> {
    const beganMs = performance.now();
    for (let failures = 1; ; failures++) {
      if (gaveUp !== undefined) throw gaveUp;
      const isLast = closing.signal.aborted;
      const failure = await attempt(record);
      if (failure === undefined) return;
      const { why, retryMs, cause, isFinal } = failure;
      if (retryMs === 'never') throw failed(why, cause, isFinal);
      const leftMs = hasAnswered ? Infinity : connectMs - (performance.now() - beganMs);
      if (leftMs <= 0) throw failed(why, cause);
      if (isLast) {
        gaveUp = failed(`${why}; it was closed`, cause);
        throw gaveUp;
      }
      const delayMs = Math.min(leftMs, retryDelay(failures, retryMs, random));
      await wait(delayMs, undefined, { signal: closing.signal }).catch(() => {});
    }
  }

  return {
    name,
    send(record) {
      if (closing.signal.aborted) return Promise.reject(failed('it was closed'));
      const sent = last.then(() => deliver(record));
      last = sent.catch(() => {});
      return sent;
    },
    async close() {
      closing.abort();
      await last;
    },
  };
}

function addressOf(given: string | URL): URL {
  const text = String(given);
  // What was given is not shown: there may be a secret in it.
  if (!/^https?:/i.test(text) || !URL.canParse(text)) {
    throw new TypeError('Cannot send by HTTP: url is to begin with http:// or https://');
  }
  return new URL(text);
}

function headersOf(url: URL, { token, headers = {} }: WebhookSinkOptions): Headers {
  try {
    const all = new Headers(headers);
    const user = decodeURIComponent(url.username);
    if (token !== undefined) all.set('Authorization', `Bearer ${token}`);
    else if (user !== '') {
      const credentials = Buffer.from(`${user}:${decodeURIComponent(url.password)}`);
      all.set('Authorization', `Basic ${credentials.toString('base64')}`);
    }
    return all;
  } catch {
    // The error itself would show them.
    throw new TypeError(
      'Cannot send by HTTP: a header, the token or the user cannot be sent as such',
    );
  }
}

/** Answers about the place, or about who sends: another record would get them too, and this one may get another. */
const OF_THE_PLACE = [401, 404, 407, 425];

function failureOf({ status, statusText, headers }: Response): Failure {
  const why = `${status} ${statusText}`.trim();
  const isPassing = status === 408 || status === 429 || status >= 500;
  const retryMs = isPassing ? retryAfterMs(headers.get('Retry-After'), Date.now()) : 'never';
  const isFinal = status >= 400 && !isPassing && !OF_THE_PLACE.includes(status);
  return { why, retryMs, isFinal };
}

/** What the system says of a request that has failed: fetch itself says no more than that. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'no answer in time';
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  return code ?? (cause instanceof Error ? cause.message : error.message);
}
