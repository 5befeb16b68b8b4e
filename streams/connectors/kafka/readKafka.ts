import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { AsyncSubject, type Subscriber, Subscription } from 'rxjs';
import type { Delivery } from '../delivery.js';
import type { OpenOptions } from '../source.js';
import { heldSockets } from './heldSockets.js';
import { askKafka, CONNECT_MS, connectFirst, kafkaClient, kafkaError } from './kafkaClient.js';
import { type KafkaCommits, kafkaCommits } from './kafkaCommits.js';
import { droppedBefore, droppedBehind, mayBeDropped } from './kafkaDropped.js';
import { beMember } from './kafkaMember.js';
import { kafkaQueue } from './kafkaQueue.js';
import { beginningsBehind, newShare, type Share, take } from './kafkaShares.js';
import type { KafkaSourceOptions } from './kafkaSource.js';

const FETCH_BYTES = 1 << 20;
/** A member that comes back within 4 seconds needs not join again. */
const PATIENCE = 10;

/** Reads a topic for one subscriber, until that is unsubscribed; it takes a while longer to leave the group. */
export function readKafka(
  options: KafkaSourceOptions & { readonly name: string },
  { demand$, after }: OpenOptions,
  subscriber: Subscriber<Delivery>,
): Subscription {
  const { name, topic, connectMs = CONNECT_MS, sessionMs = 10_000 } = options;
  const { group = `gradstream.${topic}`, maxBufferedBytes = 4 * FETCH_BYTES, onDropped } = options;
  const what = `Cannot read ${name}`;
  const subscription = new Subscription();
  const close$ = new AsyncSubject<true>();
  subscription.add(() => {
    close$.next(true);
    close$.complete();
  });

  const shares = new Map<number, Share>();
  let kafka: Kafka;
  let beginnings: Map<number, number>;
  let commits: KafkaCommits | undefined;
  let consumer: Consumer | undefined;
  let isFull = false;

  const queue = kafkaQueue(subscriber, shares, subscription, regulate, () => commits?.soon());

  function regulate(): void {
    const bytes = queue.bytes();
    if (!isFull && bytes >= maxBufferedBytes) {
      isFull = true;
      consumer?.pause([{ topic }]);
    } else if (isFull && bytes <= maxBufferedBytes / 2) {
      isFull = false;
      consumer?.resume([{ topic }]);
    }
  }

  function joined(member: Consumer, partitions: readonly number[]): void {
    consumer = member;
    for (const partition of shares.keys())
      if (!partitions.includes(partition)) shares.delete(partition);
    queue.sort();
    for (const partition of partitions) {
      const kept = shares.get(partition);
      // Whether the last commit was heard is not known.
      if (kept !== undefined) kept.isNews = true;
      const share = kept ?? newShare(partition, beginnings.get(partition));
      shares.set(partition, share);
      // Only once: if it goes and comes back, others have read on.
      beginnings.delete(partition);
      if (share.next !== undefined) member.seek({ topic, partition, offset: `${share.next}` });
    }
    if (isFull) member.pause([{ topic }]);
    commits?.begin(member);
  }

  async function fetched(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const share = shares.get(batch.partition);
    await commits?.know();
    const isBehind = share !== undefined && mayBeDropped(share, batch);
    const low = isBehind ? (await look()).get(batch.partition) : undefined;
    // It may have been sought elsewhere, or have gone, meanwhile.
    if (share === undefined || payload.isStale() || shares.get(batch.partition) !== share) return;
    const dropped = low === undefined ? [] : droppedBefore(share, batch, low);
    // kafkajs has forgotten for the group where it was.
    if (isBehind) share.isNews = true;
    queue.add(take(share, batch));
    payload.resolveOffset(batch.lastOffset());
    if (isBehind) commits?.soon();
    for (const each of dropped) onDropped?.(each);
  }

  /** Whether the topic is there, and where it begins. */
  async function look(): Promise<Map<number, number>> {
    const offsets = await askKafka(kafka, (admin) => admin.fetchTopicOffsets(topic));
    return new Map(offsets.map(({ partition, low }) => [partition, Number(low)]));
  }

  async function read(): Promise<void> {
    kafka = await kafkaClient(options);
    const lows = await connectFirst(what, connectMs, look);
    const sockets = heldSockets();
    const patient = await kafkaClient(options, PATIENCE, sockets);
    if (subscriber.closed) return;
    beginnings = after === undefined ? new Map() : beginningsBehind(after, lows);
    for (const each of droppedBehind(after ?? {}, lows)) onDropped?.(each);
    commits = kafkaCommits(kafka, topic, group, shares);
    await beMember({
      kafka: patient,
      topic,
      group,
      sessionMs,
      maxFetchBytes: Math.min(FETCH_BYTES, maxBufferedBytes),
      close$,
      joined,
      left() {
        consumer = undefined;
        commits?.end();
      },
      fetched,
      gone: () => sockets.drop(),
      leaving: async () => commits?.rest(),
    });
  }

  subscription.add(demand$.subscribe((count) => queue.ask(count)));
  read().catch((error) => subscriber.error(kafkaError(what, error)));
  return subscription;
}
