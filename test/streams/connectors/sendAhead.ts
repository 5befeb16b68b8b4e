import { setTimeout } from 'node:timers/promises';
import type { Sink } from 'gradstream/streams';
import { Kafka } from 'kafkajs';
import type { HostileRecord } from './hostileRecords.js';

/** The mock cluster keeps 5 MiB of a partition, and drops the oldest records when more come, read or not. */
const MOST_BYTES = 4 << 20;
/** More than what a record takes besides its value and its id. */
const RECORD_BYTES = 200;
const AT_ONCE = 50;

const sizeOf = ({ value, id = '' }: HostileRecord) =>
  value.byteLength + Buffer.byteLength(id) + RECORD_BYTES;

/** Sends to the one partition of a topic, in order, and no further ahead of what its group has acknowledged than it keeps. */
export async function sendAhead(
  sink: Sink,
  records: readonly HostileRecord[],
  { address, topic }: { readonly address: string; readonly topic: string },
): Promise<void> {
  const groupId = `gradstream.${topic}`;
  const admin = new Kafka({ brokers: [address], logCreator: () => () => {} }).admin();
  await admin.connect();
  let kept = 0;
  let dealtWith = 0;
  let sent: Promise<void>[] = [];

  async function forget(): Promise<void> {
    const [{ partitions }] = await admin.fetchOffsets({ groupId, topics: [topic] });
    const committed = Number(partitions[0].offset);
    for (; dealtWith < committed; dealtWith++) kept -= sizeOf(records[dealtWith]);
  }
  async function settle(): Promise<void> {
    await Promise.all(sent);
    sent = [];
  }

  for (const record of records) {
    const { value, id } = record;
    const bytes = sizeOf(record);
    if (sent.length === AT_ONCE) await settle();
    while (kept + bytes > MOST_BYTES) {
      await settle();
      await forget();
      if (kept + bytes > MOST_BYTES) await setTimeout(20);
    }
    kept += bytes;
    sent.push(sink.send(id === undefined ? { value } : { value, id }));
  }
  await settle();
  await sink.close();
  await admin.disconnect();
}
