import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { firstValueFrom, map, type Observable, race, timer } from 'rxjs';
import { isForGood } from './kafkaClient.js';

/** What a member of a group reads, and whom it tells. */
export interface MemberOptions {
  readonly kafka: Kafka;
  readonly topic: string;
  readonly group: string;
  readonly sessionMs: number;
  readonly maxFetchBytes: number;
  /** Ends it. It emits to whoever subscribes later, too. */
  readonly close$: Observable<unknown>;
  /** These partitions are its own from now on, and no others. The consumer may be told where to begin. */
  joined(consumer: Consumer, partitions: readonly number[]): void;
  /** The consumer cannot be told anything any more. */
  left(): void;
  fetched(payload: EachBatchPayload): Promise<void>;
  /** Before it leaves the group by itself. */
  leaving(): Promise<void>;
  /** The consumer has disconnected, or has tried to. */
  gone(): void;
}

/** How long a fetch waits for records, and how long one takes to notice that it may go on. */
const MAX_WAIT_MS = 100;

/**
 * Is a member of a group until it is closed: joins again when its connection is lost, after 0.1 to 5 seconds.
 *
 * @returns resolves when it has left the group and disconnected
 * @throws what kafkajs has found, by rejection, when it cannot go on
 */
export async function beMember(options: MemberOptions): Promise<void> {
  const { close$ } = options;
  let waitMs = 50;
  for (let isClosed = false; !isClosed; ) {
    const beganMs = performance.now();
    const trouble = await joinOnce(options);
    if (trouble === undefined) return;
    if (isForGood(trouble)) throw trouble;
    waitMs = performance.now() - beganMs > 10_000 ? 100 : Math.min(2 * waitMs, 5000);
    isClosed = await firstValueFrom(
      race(close$.pipe(map(() => true)), timer(waitMs).pipe(map(() => false))),
    );
  }
}

/** One consumer, from its first connection to its last. Resolves to what has ended it, undefined when it was closed. */
async function joinOnce(options: MemberOptions): Promise<unknown> {
  const { kafka, topic, group, sessionMs, maxFetchBytes, close$ } = options;
  const consumer = kafka.consumer({
    groupId: group,
    sessionTimeout: sessionMs,
    heartbeatInterval: Math.ceil(sessionMs / 4),
    rebalanceTimeout: sessionMs,
    maxBytes: maxFetchBytes,
    maxBytesPerPartition: maxFetchBytes,
    maxWaitTimeInMs: MAX_WAIT_MS,
    allowAutoTopicCreation: false,
    // A new consumer is made instead, so that it is known when one has ended.
    retry: { retries: 5, restartOnFailure: () => Promise.resolve(false) },
  });
  const { GROUP_JOIN, STOP, CRASH } = consumer.events;
  const crash = new Promise<unknown>((resolve) => {
    consumer.on(CRASH, ({ payload }) => resolve(payload.error));
  });
  consumer.on(GROUP_JOIN, ({ payload }) =>
    options.joined(consumer, payload.memberAssignment[topic] ?? []),
  );
  consumer.on(STOP, () => options.left());
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    // It resolves when the group was joined, or when that has crashed. A member that leaves earlier stays in the group
    // until its session is over, and the next one waits for it.
    await consumer.run({
      autoCommit: false,
      eachBatch: (payload) => options.fetched(payload),
      eachBatchAutoResolve: false,
    });
    const trouble = await Promise.race([crash, firstValueFrom(close$.pipe(map(() => undefined)))]);
    if (trouble === undefined) await options.leaving();
    return trouble;
  } catch (error) {
    return error;
  } finally {
    options.left();
    // What cannot be said to a broker that is away needs not be said.
    await consumer.disconnect().catch(() => {});
    options.gone();
  }
}
