import type { Redis } from 'ioredis';
import { redisSource } from '../../streams/index.js';
import { redisServer } from '../../test/streams/connectors/redis/redisServer.js';
import { BATCH, payloadsOf } from './examples.js';
import { type Lap, SENT, startLap } from './lap.js';
import { learnFrom } from './learning.js';
import type { Rig } from './race.js';

/** Entries of a read: as many as `redisSource` asks for at most. */
const AT_ONCE = 1024;

/** Redis Streams, each stream filled beforehand and read from its beginning by a new group each time. */
export async function redisRig(): Promise<Rig> {
  // It does not write to its disk, so that it is as fast as it can be.
  const server = await redisServer(undefined, ['--save', '']);
  const { client, url } = server;
  let groups = 0;

  async function inGroup(
    stream: string,
    read: (group: string) => Promise<number>,
  ): Promise<number> {
    const group = `group-${groups++}`;
    await client.xgroup('CREATE', stream, group, '0');
    const ms = await read(group);
    await client.xgroup('DESTROY', stream, group);
    return ms;
  }

  const plainly = (stream: string, ahead: number) => () =>
    inGroup(stream, async (group) => {
      const lap = startLap();
      await readAndAcknowledge(client, { stream, group, ahead, lap });
      return lap.ms;
    });

  return {
    name: 'Redis',
    async open(stream, folder) {
      const payloads = payloadsOf(stream);
      for (let i = 0; i < SENT; i += BATCH) {
        const commands = client.pipeline();
        for (let k = i; k < i + BATCH; k++) {
          commands.xadd(stream, '*', 'value', payloads[k % payloads.length]);
        }
        await commands.exec();
      }
      return [
        { name: 'the plain client, one read on its way', run: plainly(stream, 1) },
        { name: 'the plain client, two reads on their way', run: plainly(stream, 2) },
        {
          name: 'gradstream',
          run: () =>
            inGroup(stream, (group) =>
              learnFrom(redisSource({ url, stream, group }), stream, folder),
            ),
        },
      ];
    },
    end: () => server.end(),
  };
}

interface Reading {
  readonly stream: string;
  readonly group: string;
  /** Reads on their way: the next ones are, while an answer is looked at. */
  readonly ahead: number;
  readonly lap: Lap;
}

/** Reads the whole stream, each answer acknowledged by one command. */
async function readAndAcknowledge(
  client: Redis,
  { stream, group, ahead, lap }: Reading,
): Promise<void> {
  const read = () =>
    client.xreadgroupBuffer('GROUP', group, 'plain', 'COUNT', AT_ONCE, 'STREAMS', stream, '>');
  const reads = Array.from({ length: ahead }, read);
  let acknowledged: Promise<unknown> = Promise.resolve();
  for (;;) {
    const answer = await reads.shift();
    reads.push(read());
    const entries: unknown = answer?.[0]?.[1];
    if (!Array.isArray(entries)) break;
    const ids = entries.map(([id]: [Buffer]) => id);
    await acknowledged;
    acknowledged = client.xack(stream, group, ...ids);
    lap.add(entries.length);
  }
  await Promise.all([acknowledged, ...reads]);
}
