/*
 * How many examples a second learn on the whole path, from a broker to acknowledgements behind saved states, beside a
 * loop of the plain client that only receives; and what an example costs, stage by stage.
 */
import { hasNatsServer } from '../test/streams/connectors/natsServer.js';
import { hasRedis } from '../test/streams/connectors/redis/redisServer.js';
import { formats, packed } from './connectors/examples.js';
import { jetStreamRig } from './connectors/jetStreamRig.js';
import { natsRig } from './connectors/natsRig.js';
import { race } from './connectors/race.js';
import { redisRig } from './connectors/redisRig.js';
import { stages } from './connectors/stages.js';
import { isAsked } from './options.js';
import { withScratchFolder } from './scratchFolder.js';
import { printValue } from './table.js';

const nats = { isThere: hasNatsServer, server: 'nats-server' };
const rigs = [
  // Of texts too much would wait: nats-server disconnects a reader that stands still before 45 MB.
  { part: 'nats', start: natsRig, takes: packed, ...nats },
  { part: 'jetstream', start: jetStreamRig, takes: formats, ...nats },
  { part: 'redis', start: redisRig, takes: formats, isThere: hasRedis, server: 'redis-server' },
];

await withScratchFolder(async (folder) => {
  for (const { part, start, takes, isThere, server } of rigs) {
    const wanted = takes.filter((format) => isAsked(part, format));
    if (wanted.length === 0) continue;
    if (!isThere) {
      printValue('connectors', part, `left out: ${server} is not installed`);
      continue;
    }
    const rig = await start();
    for (const format of wanted) {
      const isMain = format === 'float32';
      await race(rig, { format, folder, rounds: isMain ? 15 : 5, hasGoal: isMain });
    }
    await rig.end();
  }
  if (isAsked('stages')) await stages(folder);
});
