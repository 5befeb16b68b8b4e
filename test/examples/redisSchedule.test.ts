import { cosineDecay, join, simulate, warmUp } from 'gradstream';
import { afterEach, describe, expect, test } from 'vitest';
import { freePort } from '../streams/connectors/freePort.js';
import { hasRedis, redisServer } from '../streams/connectors/redis/redisServer.js';
import { runExample, startExample } from './runExample.js';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

const COUNT = 3000;

describe.skipIf(!hasRedis)('the example of a schedule in Redis (needs redis-server)', () => {
  test('learns as planned, and as the last entry says from the next iteration on', async () => {
    const redis = await redisServer();
    opened.push(() => redis.end());
    const run = startExample('redisSchedule', redis.url, `${COUNT}`);
    opened.push(() => run.kill());

    /** Adds an entry, and gives the iteration that was under way when it came. */
    async function say(value: string): Promise<number> {
      await redis.client.xadd('rates', '*', 'value', value);
      const [, iteration] = await run.until(new RegExp(`^iteration (\\d+): Redis says ${value}$`));
      return Number(iteration);
    }
    const learnsAt = async (rate: string) => {
      const [, iteration] = await run.until(new RegExp(`^iteration (\\d+): it learns at ${rate}$`));
      return Number(iteration);
    };
    const rows = () =>
      run.lines.flatMap((line) => {
        const [, iteration, rate] = /^ +(\d+) +(0\.\d{6}) +\d\.\d{4}$/.exec(line) ?? [];
        return rate === undefined ? [] : [{ iteration: Number(iteration), rate }];
      });

    await run.until(/^ +100 /);
    const planned = simulate(join(warmUp(200), cosineDecay(0.002)), COUNT);
    expect(rows()[0]).toEqual({ iteration: 50, rate: planned[49].toFixed(6) });
    const first = await say('0.004');
    expect(await learnsAt('0.004')).toBe(first + 1);
    await say('abc');
    await say('-1');
    const second = await say('0.001');
    expect(await learnsAt('0.001')).toBe(second + 1);
    await run.until(new RegExp(`^ +${50 * Math.ceil((second + 51) / 50)} `));

    run.interrupt();
    expect(await run.over).toBe(0);
    expect(run.lines.filter((line) => line.includes('it learns at'))).toHaveLength(2);
    for (const { iteration, rate } of rows()) {
      if (iteration <= first) expect(rate).toBe(planned[iteration - 1].toFixed(6));
      else expect(rate).toBe(iteration <= second ? '0.004000' : '0.001000');
    }
    expect(run.lines.filter((line) => /^ +0\.\d{4} [\u253c\u2524]/.test(line))).toHaveLength(11);
    await expect.poll(() => redis.connections()).toBe(0);
    expect((await redis.client.xpending('rates', 'gradstream'))[0]).toBe(0);
  }, 120_000);
});

test('the example of a schedule in Redis says in one line that there is no server', async () => {
  await expect(
    runExample('redisSchedule', `redis://127.0.0.1:${await freePort()}`),
  ).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^error: Cannot connect to redis:.*ECONNREFUSED.*\n$/),
  });
});
