import type { ConsumerConfig, ConsumerInfo, JetStreamManager } from '@nats-io/jetstream';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { firstValueFrom, lastValueFrom, Observable, take, takeUntil, takeWhile, timer } from 'rxjs';
import { ConnectorError } from '../connectorError.js';
import { shortName } from './shortName.js';

/** What a source reads, and as whom. */
export interface Reading {
  /** For messages. */
  readonly name: string;
  readonly stream: string;
  readonly subject: string | undefined;
  /** Under this name the server keeps what was acknowledged. */
  readonly consumer: string;
  readonly ackWaitMs: number;
  /** The server forgets the reader when it has been away for so long. Default: it does not. */
  readonly forgetAfterMs?: number;
}

const NANOSECONDS = 1e6;
/** The server looks for what has waited too long a tenth of a second after the wait was changed. */
const OVERDUE_MS = 400;
const LONGEST_OVERDUE_MS = 6400;
const LONGEST_EMPTYING_MS = 5000;

const isMissing = (error: unknown) =>
  error instanceof Error && error.name === 'ConsumerNotFoundError';

/** The reader as the server knows it, made anew where it does not. */
export async function findConsumer(
  manager: JetStreamManager,
  reading: Reading,
  firstSeq: number,
): Promise<ConsumerInfo> {
  const { stream, consumer, name } = reading;
  let info: ConsumerInfo;
  try {
    info = await manager.consumers.info(stream, consumer);
  } catch (error) {
    if (isMissing(error)) return addConsumer(manager, reading, firstSeq);
    throw error;
  }
  const { deliver_subject, ack_policy, ack_wait, filter_subject, max_ack_pending } = info.config;
  const refuse = (what: string) => {
    throw new ConnectorError(`Cannot read ${name}: its consumer ${consumer} ${what}`);
  };
  if (deliver_subject !== undefined || ack_policy !== 'explicit')
    refuse('does not pull with explicit acknowledgements');
  if (filter_subject !== reading.subject)
    refuse(`reads ${filter_subject ?? 'all subjects'}, not ${reading.subject ?? 'all'}`);
  const wanted = changing(reading);
  const isAsWanted = ack_wait === wanted.ack_wait && max_ack_pending === wanted.max_ack_pending;
  return isAsWanted ? info : manager.consumers.update(stream, consumer, wanted);
}

/** The reader, forgotten and made anew: it begins at a message of the stream, whatever was acknowledged. */
export async function replaceConsumer(
  manager: JetStreamManager,
  reading: Reading,
  firstSeq: number,
): Promise<ConsumerInfo> {
  try {
    await manager.consumers.delete(reading.stream, reading.consumer);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  return addConsumer(manager, reading, firstSeq);
}

/**
 * Takes what waits to be delivered again, and does nothing with it. A server that finds nobody behind an old request
 * puts the first of a queue to its end; behind this, nothing is queued, and no old request is left.
 */
export async function emptyQueue(
  connection: NatsConnection,
  { stream, consumer }: Reading,
  most: number,
): Promise<void> {
  const subject = `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`;
  const reply = `_INBOX.${shortName()}`;
  const taken$ = new Observable<Msg>((subscriber) => {
    const subscription = connection.subscribe(reply, {
      callback: (error, message) => (error ? subscriber.error(error) : subscriber.next(message)),
    });
    connection.publish(subject, JSON.stringify({ batch: most, no_wait: true }), { reply });
    return () => subscription.unsubscribe();
  });
  // What has a status tells that there is no more.
  const all$ = taken$.pipe(
    takeWhile(({ headers }) => !headers?.code),
    take(most),
    takeUntil(timer(LONGEST_EMPTYING_MS)),
  );
  await lastValueFrom(all$, { defaultValue: undefined });
}

/**
 * Has the server deliver again, before anything else and in order, all that was delivered and not acknowledged. It has
 * no request for that; but it does so when their time is up, and the time can be changed.
 *
 * @param attempt 1 and more: a server that had no time for it is given more
 */
export async function redeliver(
  manager: JetStreamManager,
  reading: Reading,
  attempt: number,
): Promise<ConsumerInfo> {
  const { stream, consumer } = reading;
  await manager.consumers.update(stream, consumer, { ack_wait: NANOSECONDS });
  await firstValueFrom(timer(Math.min(OVERDUE_MS * 2 ** (attempt - 1), LONGEST_OVERDUE_MS)));
  return manager.consumers.update(stream, consumer, changing(reading));
}

function addConsumer(
  manager: JetStreamManager,
  reading: Reading,
  firstSeq: number,
): Promise<ConsumerInfo> {
  const { stream, consumer, subject, forgetAfterMs } = reading;
  const start: Partial<ConsumerConfig> =
    firstSeq > 1
      ? { deliver_policy: 'by_start_sequence', opt_start_seq: firstSeq }
      : { deliver_policy: 'all' };
  return manager.consumers.add(stream, {
    durable_name: consumer,
    // Names of readers that are forgotten say nothing.
    description: 'gradstream',
    ack_policy: 'explicit',
    ...start,
    ...changing(reading),
    ...(subject === undefined ? {} : { filter_subject: subject }),
    ...(forgetAfterMs === undefined ? {} : { inactive_threshold: forgetAfterMs * NANOSECONDS }),
  });
}

/** What may be different the next time. */
function changing({ ackWaitMs }: Reading) {
  return { ack_wait: ackWaitMs * NANOSECONDS, max_ack_pending: -1 };
}
