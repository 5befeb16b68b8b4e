import { natsSink } from 'gradstream/streams';
import { afterEach, describe, expect, test } from 'vitest';
import { freePort } from '../streams/connectors/freePort.js';
import { hasNatsServer, startNatsServer } from '../streams/connectors/natsServer.js';
import { type Running, runExample, startExample } from './runExample.js';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function server() {
  const nats = await startNatsServer();
  opened.push(() => nats.end());
  return nats;
}

function started(name: string, ...args: readonly string[]): Running {
  const running = startExample(name, ...args);
  opened.push(() => running.kill());
  return running;
}

describe.skipIf(!hasNatsServer)('the example of two services (needs nats-server)', () => {
  test('trains in one of them until the other one, which watches, finds the costs low enough', async () => {
    const nats = await server();
    const watcher = started('watcher', nats.url, '0.15');
    await expect.poll(() => nats.connections()).toBe(1);
    const trainer = started('trainer', nats.url);
    expect([await trainer.over, await watcher.over]).toEqual([0, 0]);

    const stops = /^the trainer says: stop, iteration (\d+)$/;
    const told = watcher.lines.flatMap((line) => stops.exec(line)?.[1] ?? []);
    expect(told).toHaveLength(1);
    expect(trainer.lines).toEqual([
      'iteration 0: begun',
      `iteration ${told[0]}: stop`,
      `iteration ${told[0]}: ended`,
    ]);
    const means = watcher.lines.flatMap((line) => /cost (\d\.\d{4})/.exec(line)?.[1] ?? []);
    expect(means.length).toBeGreaterThan(1);
    const enough = means.findIndex((mean) => Number(mean) <= 0.15);
    expect(watcher.lines).toContain('costs of 0.15 are low enough: stop');
    expect(watcher.lines.indexOf('costs of 0.15 are low enough: stop')).toBeGreaterThan(enough);
    expect(enough).toBeGreaterThan(0);
  }, 120_000);

  test('does what anybody says on the subject of commands', async () => {
    const nats = await server();
    const trainer = started('trainer', nats.url);
    const control = natsSink({ url: nats.url, subject: 'cats.control' });
    opened.push(() => control.close());
    const say = (text: string) => control.send({ value: Buffer.from(text) });
    await trainer.until(/begun/);
    // What is said before it listens is gone.
    const isPaused = async () => {
      await say('pause');
      return trainer.lines.some((line) => line.endsWith(': pause'));
    };
    await expect.poll(isPaused, { interval: 100 }).toBe(true);
    const [, iteration] = await trainer.until(/^iteration (\d+): pause$/);
    await say('rate 0.0002');
    await trainer.until(new RegExp(`^iteration ${iteration}: learningRate$`));
    await say('stop');
    expect(await trainer.over).toBe(0);
    expect(trainer.lines.slice(-2)).toEqual([
      `iteration ${iteration}: stop`,
      `iteration ${iteration}: ended`,
    ]);
  }, 120_000);

  test('ends with Ctrl-C', async () => {
    const nats = await server();
    const watcher = started('watcher', nats.url);
    await expect.poll(() => nats.connections()).toBe(1);
    watcher.interrupt();
    expect(await watcher.over).toBe(0);
    await expect.poll(() => nats.connections()).toBe(0);
  });
});

test.each(['trainer', 'watcher'])('%s says in one line that there is no server', async (name) => {
  await expect(runExample(name, `nats://127.0.0.1:${await freePort()}`)).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^error: Cannot connect to nats:.*\n$/),
  });
});
