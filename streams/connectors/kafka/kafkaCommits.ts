import type { Consumer, Kafka } from 'kafkajs';
import { asyncScheduler, type Subscription } from 'rxjs';
import { doneText } from './doneOffsets.js';
import { askKafka } from './kafkaClient.js';
import { learn, type Share } from './kafkaShares.js';

/** What a group knows of a reader, and the reader of the group. */
export interface KafkaCommits {
  /** There is a consumer to tell it with, and partitions of which nothing is known yet. */
  begin(consumer: Consumer): void;
  /** There is none any more. */
  end(): void;
  /** Asks where the partitions were left, once for each time that it has begun. */
  know(): Promise<void>;
  /** Something is done; it is told soon. */
  soon(): void;
  /** Tells what is left. */
  rest(): Promise<void>;
}

const COMMIT_MS = 100;

/** Commits what is done of the partitions of a topic, for a group. */
export function kafkaCommits(
  kafka: Kafka,
  topic: string,
  group: string,
  shares: ReadonlyMap<number, Share>,
): KafkaCommits {
  let consumer: Consumer | undefined;
  let joins = 0;
  let knownJoin = 0;
  let asking: Promise<void> | undefined;
  let telling: Promise<void> | undefined;
  let timer: Subscription | undefined;

  async function ask(): Promise<void> {
    const join = joins;
    const [{ partitions }] = await askKafka(kafka, (admin) =>
      admin.fetchOffsets({ groupId: group, topics: [topic] }),
    );
    for (const committed of partitions) {
      const share = shares.get(committed.partition);
      if (share !== undefined) learn(share, committed);
    }
    knownJoin = join;
  }

  async function know(): Promise<void> {
    while (knownJoin !== joins) {
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      await asking;
    }
  }

  const untold = () => [...shares.values()].filter(({ isNews }) => isNews);

  async function tell(): Promise<void> {
    if (untold().length === 0 || consumer === undefined) return;
    let news: Share[] = [];
    try {
      await know();
      news = untold();
      for (const share of news) share.isNews = false;
      await consumer?.commitOffsets(
        news.map(({ partition, done }) => ({
          topic,
          partition,
          offset: String(done.first),
          metadata: doneText(done),
        })),
      );
    } catch {
      // Whoever goes on, or comes next, tells it again.
      for (const share of news) share.isNews = true;
    }
  }

  function soon(): void {
    if (consumer === undefined) return;
    timer ??= asyncScheduler.schedule(() => {
      telling = tell().finally(() => {
        timer = undefined;
        if (untold().length > 0) soon();
      });
    }, COMMIT_MS);
  }

  return {
    begin(joined) {
      consumer = joined;
      joins++;
      soon();
    },
    end() {
      consumer = undefined;
      timer?.unsubscribe();
      timer = undefined;
    },
    know,
    soon,
    async rest() {
      timer?.unsubscribe();
      await telling;
      await tell();
    },
  };
}
