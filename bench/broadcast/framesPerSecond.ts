import { setImmediate } from 'node:timers/promises';
import { interleave } from '../interleave.js';
import { rounds } from '../options.js';
import { printGoal, printSpread, withUnit } from '../table.js';
import { bareLoop, type Contender, ourSessions, plainLoop } from './contenders.js';
import { type LoadProcess, startLoad } from './loadProcess.js';

const CLIENTS = 1_000;
const POINTS = 40;

/**
 * Frames per second to 1,000 clients, one message a point. Points come one by one, or 20 together, as a slice of
 * training makes them; each lot has left before the next one is sent.
 */
export async function framesPerSecond(): Promise<void> {
  const contenders = [await ourSessions(), await plainLoop(), await bareLoop()];
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
    printRace(
      together,
      times.map((all) => all.map((ms) => (1000 * CLIENTS * POINTS) / ms)),
    );
  }

  await race(1);
  await race(20);
  for (const [i, load] of loads.entries()) await requireAll(load, counts[i]);
  for (const contender of contenders) contender.close();
}

function printRace(together: number, [ours, plain, bare]: readonly number[][]): void {
  const what = `1,000 clients, ${together} at a time`;
  const frames = (rate: number) => `${Math.round(rate / 1000).toLocaleString('en')} k/s`;
  printSpread('broadcast', `frames to ${what}: gradstream`, ours, frames);
  printSpread('broadcast', `frames to ${what}: \`ws.send\` in a loop`, plain, frames);
  printSpread('broadcast', `frames to ${what}: bare prepared frames`, bare, frames);
  const over = (to: readonly number[]) => ours.map((rate, round) => rate / to[round]);
  const times = withUnit(2, 'x');
  printGoal('broadcast', `${what}: gradstream over bare prepared frames`, over(bare), times, {
    atLeast: 0.9,
  });
  const goal = { atLeast: 5 };
  if (together > 1)
    printGoal('broadcast', `${what}: gradstream over \`ws.send\``, over(plain), times, goal);
  else printSpread('broadcast', `${what}: gradstream over \`ws.send\``, over(plain), times);
}

async function connect({ port }: Contender, load: LoadProcess): Promise<void> {
  const messages = [
    JSON.stringify({ t: 'hello', client: 'load' }),
    JSON.stringify({ t: 'sub', id: '1', topic: 'r1/train/cost' }),
  ];
  await load.tell({ type: 'open', port, count: CLIENTS, messages });
}

async function requireAll(load: LoadProcess, count: number): Promise<void> {
  let sight = await load.tell({ type: 'report' });
  while (sight.least < count) sight = await load.tell({ type: 'report' });
  if (sight.gaps > 0) throw new Error(`${sight.gaps} gaps`);
  load.end();
}
