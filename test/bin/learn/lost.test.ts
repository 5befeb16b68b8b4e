import { natsSink } from 'gradstream/streams';
import { expect, test } from 'vitest';
import { hasNatsServer, startNatsServer } from '../../streams/connectors/natsServer.js';
import { events } from '../command.js';
import { startLearningHere } from '../learnHere.js';

const example = { value: Buffer.from('{"features": [0.5, -1], "label": 1}') };

test.skipIf(!hasNatsServer)(
  'gradstream learn says how many examples NATS had no room for',
  async () => {
    const server = await startNatsServer();
    const subject = 'examples';
    const { written, interrupt$, ended } = startLearningHere(
      ...['--from', `${server.url}/${subject}?maxBuffered=1`, '--features', '2', '--json'],
      ...['--batch-size', '1', '--report-every', '1'],
    );
    await expect.poll(() => server.subjects()).toContain(subject);
    const sink = natsSink({ url: server.url, subject });
    let sent = 0;
    async function send(count: number): Promise<void> {
      sent += count;
      await Promise.all(Array.from({ length: count }, () => sink.send(example)));
    }
    await send(2000);
    const seen = () => {
      const report = events(written.stdout).findLast(({ type }) => type === 'report');
      return { examples: Number(report?.examples ?? 0), lost: Number(report?.lost ?? 0) };
    };
    await expect
      .poll(async () => {
        const { examples, lost } = seen();
        if (examples + lost < sent) await send(1);
        return sent - examples - lost;
      })
      .toBe(0);
    const { lost } = seen();
    expect(lost).toBeGreaterThan(0);
    interrupt$.next();
    await ended;
    expect(events(written.stdout).at(-1)).toMatchObject({ type: 'end', unreadable: 0, lost });
    await sink.close();
    await server.end();
  },
);
