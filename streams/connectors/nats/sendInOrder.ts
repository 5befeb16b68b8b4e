import type { NatsConnection } from '@nats-io/transport-node';
import { firstValueFrom, Subject, Subscription, timer } from 'rxjs';
import { ConnectorError } from '../connectorError.js';
import type { Outgoing, Sink } from '../sink.js';
import type { Address } from './address.js';
import { holdConnection, type NatsClient } from './holdConnection.js';
import { isPassing, refusal } from './refusals.js';

/** Sends one record within the call; resolves when it is safe. */
export type Store = (record: Outgoing) => Promise<void>;

export interface SendOptions {
  readonly address: Address;
  readonly name: string;
  readonly connectMs: number;
  /** How many records may be on their way. */
  readonly atOnce: number;
  /** Called for each connection, before the first record is sent over it. */
  readonly prepare: (connection: NatsConnection, client: NatsClient) => Promise<Store>;
}

interface Entry {
  readonly record: Outgoing;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const PAUSE_MS = 250;

/**
 * A sink that sends in the order of the calls. What was not safe when the connection was lost is sent again over the
 * next one, in the same order and before anything else.
 *
 *   send:        a b c
 *   connection:  u-----d----u--
 *   sent:        a b c      b c     only a was safe
 */
export function sendInOrder({ address, name, connectMs, atOnce, prepare }: SendOptions): Sink {
  /** In the order of the calls; the first `begun` of them are on their way. */
  const entries: Entry[] = [];
  let begun = 0;
  let store: Store | undefined;
  let held: ReturnType<typeof holdConnection> | undefined;
  let isClosed = false;
  // What belongs to an earlier connection, or an earlier attempt over this one, has no say any more.
  let round = 0;
  let pausing = Subscription.EMPTY;
  const emptied$ = new Subject<void>();

  function begin(next: Store | undefined): void {
    pausing.unsubscribe();
    round++;
    begun = 0;
    store = next;
    sendMore();
  }

  function sendMore(): void {
    const over = store;
    if (over === undefined) return;
    while (begun < entries.length && begun < atOnce) start(entries[begun++], over);
  }

  function start(entry: Entry, over: Store): void {
    const mine = round;
    over(entry.record).then(
      () => leave(entry, entry.resolve),
      (error: unknown) => {
        if (!isPassing(error))
          leave(entry, () => entry.reject(refusal(`Cannot send to ${name}`, error)));
        else if (mine === round) pauseBefore(() => begin(over));
      },
    );
  }

  function pauseBefore(next: () => void): void {
    begin(undefined);
    pausing = timer(PAUSE_MS).subscribe(next);
  }

  function leave(entry: Entry, settle: () => void): void {
    const index = entries.indexOf(entry);
    if (index === -1) return;
    entries.splice(index, 1);
    if (index < begun) begun--;
    settle();
    if (entries.length === 0) emptied$.next();
    sendMore();
  }

  function up(connection: NatsConnection, client: NatsClient): void {
    const mine = round;
    prepare(connection, client).then(
      (next) => {
        if (mine === round) begin(next);
      },
      (error: unknown) => {
        if (mine !== round) return;
        if (isPassing(error)) pauseBefore(() => up(connection, client));
        else fail(refusal(`Cannot send to ${name}`, error));
      },
    );
  }

  function fail(error: unknown): void {
    void held?.close();
    held = undefined;
    begin(undefined);
    for (const { reject } of entries.splice(0)) reject(error);
    emptied$.next();
  }

  return {
    name,
    send(record) {
      if (isClosed) return Promise.reject(new ConnectorError(`${name} is closed`));
      held ??= holdConnection({
        address,
        name,
        connectMs,
        up,
        down: () => begin(undefined),
        fail,
      });
      return new Promise((resolve, reject) => {
        entries.push({ record, resolve, reject });
        sendMore();
      });
    },
    async close() {
      isClosed = true;
      const last = held;
      if (entries.length > 0) {
        const late = timer(connectMs).subscribe(() =>
          fail(new ConnectorError(`${name} was closed before the record was safe`)),
        );
        await firstValueFrom(emptied$);
        late.unsubscribe();
      }
      pausing.unsubscribe();
      held = undefined;
      await last?.close();
    },
  };
}
