import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, readRunLog } from 'gradstream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Order, runWithOrders } from './orders.js';
import { outcomeOf } from './outcomeOf.js';

/*
 * kill -9 at random instants, and what comes out in the end. GRADSTREAM_KILLS says how many (200 are measured
 * before a release), GRADSTREAM_SEED which.
 */

const kills = Number(process.env.GRADSTREAM_KILLS ?? 9);
const seed = Number(process.env.GRADSTREAM_SEED ?? Date.now() % 2 ** 31);

interface Scenario {
  readonly name: string;
  readonly options: readonly string[];
  readonly orders: readonly Order[];
}

const shared = ['--json', '--save-every', '25', '--report-every', '10', '--control'];

const scenarios: readonly Scenario[] = [
  {
    name: 'Gram form, momentum, mini-batches, another learning rate in mid-run',
    options: [
      ...['--iterations', '4000', '--momentum', '0.9', '--batch-size', '32', '--l2', '0.1'],
      ...['--learning-rate', '0.002', '--first-layer', 'gram'],
    ],
    orders: [{ at: 1500, line: 'rate 0.001' }],
  },
  {
    name: 'Adam at full width, dropout, a schedule that listens, a pause',
    options: [
      ...['--iterations', '500', '--optimizer', 'clipByNorm(1) adam', '--dropout', '0.2'],
      '--schedule',
      'onPlateau(warmUp(50) then cosine(0.002), metric: "testAccuracy", patience: 5, factor: 0.5)',
      '--keep-best',
    ],
    orders: [{ at: 200, line: 'pause', andThen: 'resume' }],
  },
  {
    name: 'full batches in Gram form, early stopping, an input in mid-run',
    options: [
      ...['--iterations', '4000', '--batch-size', 'full', '--patience', '150', '--init', 'he'],
      ...['--schedule', 'input("slider", 0.01)'],
    ],
    orders: [{ at: 900, line: 'set slider 0.005' }],
  },
];

describe.each(scenarios)('a run that is killed at random: $name', ({ options, orders }) => {
  let folder: string;
  let undisturbed: Awaited<ReturnType<typeof outcomeOf>>;
  let lasts: number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gradstream-crash-'));
    const whole = join(folder, 'whole');
    const start = performance.now();
    const { code, stderr } = await runWithOrders(
      ['train', '--run', whole, ...shared, ...options],
      orders,
    ).ended;
    lasts = performance.now() - start;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    undisturbed = await outcomeOf(whole);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test(`has the digests of one that is not, after ${Math.ceil(kills / 3)} kills (seed ${seed})`, async () => {
    const random = createRandom(seed);
    let killed = 0;
    for (let run = 0; killed < kills / 3; run++) {
      const dir = join(folder, `run${run}`);
      const left = orders.map((order) => ({ ...order }));
      let first = ['train', '--run', dir, ...shared, ...options];
      for (let attempt = 0; ; attempt++) {
        // A fifth kill of one run would be the last; the time until it is ready is not worth dying in.
        const mayDie = attempt < 5 && killed < kills / 3;
        const { child, ended, pending } = runWithOrders(first, left);
        const dies = mayDie
          ? setTimeout(() => child.kill('SIGKILL'), lasts * (0.15 + 0.85 * random.uniform()))
          : undefined;
        const { code, stderr } = await ended;
        clearTimeout(dies);
        left.splice(0, left.length, ...pending());
        if (code === 0) break;
        killed++;
        // Killed before there was a run, it is begun anew.
        expect(child.signalCode, stderr).toBe('SIGKILL');
        const begun = await readRunLog(join(dir, 'log')).then(
          ({ segment }) => segment !== undefined,
          () => false,
        );
        if (begun) first = ['resume', dir, '--json', '--control'];
        else await rm(dir, { recursive: true, force: true });
      }
      expect(await outcomeOf(dir)).toEqual(undisturbed);
    }
  }, 3_600_000);
});
