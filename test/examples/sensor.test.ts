import { mqttSource, type Points } from 'gradstream/streams';
import { afterEach, describe, expect, test } from 'vitest';
import { freePort } from '../streams/connectors/freePort.js';
import { Reader } from '../streams/connectors/laws.js';
import { mosquitto, mosquittoPath } from '../streams/connectors/mosquitto.js';
import { runExample } from './runExample.js';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** Who listens to what the example publishes, from its beginning. */
async function listener(url: string): Promise<Reader> {
  const listening: unknown[] = [];
  const reader = new Reader(
    mqttSource({
      url,
      topic: 'greenhouse/accuracy',
      clientId: 'test',
      onListening: () => listening.push(true),
    }),
  ).ask(1000);
  opened.push(() => reader.close());
  await expect.poll(() => listening).toHaveLength(1);
  return reader;
}

describe.skipIf(mosquittoPath === undefined)(
  'the example of a sensor that is turned round (needs mosquitto)',
  () => {
    test('is right, then wrong; it finds the drift and is right again, and tells so over MQTT', async () => {
      // What mosquitto has by itself.
      const broker = await mosquitto('max_inflight_messages 20', 'max_queued_messages 1000');
      opened.push(() => broker.end());
      const url = `mqtt://127.0.0.1:${broker.port}`;
      const reader = await listener(url);
      const lines = await runExample('sensor', url);

      const bars = lines.flatMap((line) => {
        const [, reading, right] = /^ +(\d+) +(\d+\.\d) % {2}\u2588*$/.exec(line) ?? [];
        return reading === undefined ? [] : [{ reading: Number(reading), right: Number(right) }];
      });
      const at = (reading: number) => bars.find((bar) => bar.reading === reading)?.right;
      expect(bars).toHaveLength(30);
      expect(at(1500)).toBeGreaterThan(95);
      expect(Math.min(...[1600, 1700].map((reading) => at(reading) ?? 100))).toBeLessThan(85);
      expect(at(2000)).toBeGreaterThan(95);
      expect(at(3000)).toBeGreaterThan(95);

      const drifts = lines.flatMap((line) => /drift found at reading (\d+)/.exec(line)?.[1] ?? []);
      expect(drifts).toHaveLength(1);
      expect(Number(drifts[0])).toBeGreaterThan(1500);
      expect(Number(drifts[0])).toBeLessThanOrEqual(1650);

      const points = reader.got.map(
        ({ value }): Points => JSON.parse(new TextDecoder().decode(value)),
      );
      expect(points.flatMap(({ x }) => x)).toEqual(bars.map(({ reading }) => reading));
      expect(points.flatMap(({ y }) => y.map((right) => (100 * right).toFixed(1)))).toEqual(
        bars.map(({ right }) => right.toFixed(1)),
      );
    });
  },
);

test('the example of a sensor says in one line that there is no broker', async () => {
  const url = `mqtt://127.0.0.1:${await freePort()}`;
  await expect(runExample('sensor', url)).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^error: Cannot connect to mqtt:.*ECONNREFUSED.*\n$/),
  });
});
