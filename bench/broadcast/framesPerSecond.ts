import { setImmediate, setTimeout } from 'node:timers/promises';
import { interleave } from '../interleave.js';
import { rounds } from '../options.js';
import { type Goal, printGoal, printSpread, printValue, withUnit } from '../table.js';
import { bareLoop, type Contender, ourSessions, plainLoop, socketIo } from './contenders.js';
import { type LoadProcess, startLoad } from './loadProcess.js';

const CLIENTS = 1_000;
const POINTS = 40;

/**
 * Frames per second to 1,000 clients, one message a point. Points come one by one, or 20 together, as a slice of
 * training makes them; each lot has left before the next one is sent.
 */
export async function framesPerSecond(): Promise<void> {
  const peer = await socketIo();
  if (peer === undefined) {
    printValue('broadcast', 'socket.io', 'left out: `npm ci --prefix bench/peers` installs it');
  }
  const contenders = [
    await ourSessions(),
    await plainLoop(),
    await bareLoop(),
    ...(peer ? [peer] : []),
  ];
  const loads = contenders.map(startLoad);
  await Promise.all(contenders.map((contender, i) => connect(contender, loads[i])));
  const counts = contenders.map(() => 0);

  async function race(together: number): Promise<void> {
    const blocks = contenders.map((contender, i) => async () => {
      const start = performance.now();
      for (let sent = 0; sent < POINTS; sent += together) {
        contender.send(Array.from({ length: together }, () => ++counts[i]));
        while (!contender.isDrained()) await setImmediate();
      }
      return performance.now() - start;
    });
    const times = await interleave(blocks, { warmUp: 2, rounds: rounds(30), maxSeconds: 40 });
    printRace(together, contenders, times);
  }

  await race(1);
  await race(20);
  for (const [i, load] of loads.entries()) await requireAll(load, counts[i]);
  for (const contender of contenders) contender.close();
}

function printRace(
  together: number,
  contenders: readonly Contender[],
  times: readonly number[][],
): void {
  const what = `1,000 clients, ${together} at a time`;
  const frames = (rate: number) => `${Math.round(rate / 1000).toLocaleString('en')} k/s`;
  const [ours] = times;
  for (const [i, { name }] of contenders.entries()) {
    const rates = times[i].map((ms) => (1000 * CLIENTS * POINTS) / ms);
    printSpread('broadcast', `frames to ${what}: ${name}`, rates, frames);
  }
  for (const [i, { name }] of contenders.entries()) {
    if (i === 0) continue;
    const over = times[i].map((ms, round) => ms / ours[round]);
    const row = `${what}: gradstream over ${name}`;
    const goal = goalOver(name, together);
    if (goal) printGoal('broadcast', row, over, withUnit(2, 'x'), goal);
    else printSpread('broadcast', row, over, withUnit(2, 'x'));
  }
}

/** One by one, what limits everybody is one call of the system for each client and point. */
function goalOver(name: string, together: number): Goal | undefined {
  if (name === 'bare prepared frames') return { atLeast: 0.9 };
  return together > 1 ? { atLeast: 5 } : undefined;
}

async function connect({ port, entry }: Contender, load: LoadProcess): Promise<void> {
  await load.tell({ type: 'open', port, count: CLIENTS, ...entry });
}

async function requireAll(load: LoadProcess, count: number): Promise<void> {
  let sight = await load.tell({ type: 'report' });
  for (let tries = 0; sight.least < count; tries++) {
    if (tries === 500) throw new Error(`A client has got ${sight.least} points of ${count}`);
    await setTimeout(10);
    sight = await load.tell({ type: 'report' });
  }
  if (sight.gaps > 0) throw new Error(`${sight.gaps} gaps`);
  load.end();
}
