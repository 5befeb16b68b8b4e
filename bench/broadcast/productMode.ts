import { setTimeout } from 'node:timers/promises';
import { Subject } from 'rxjs';
import { type Serving, serve } from '../../server/index.js';
import type { Cost, Step } from '../../streams/index.js';
import { quick } from '../options.js';
import { PacedRun } from '../pacedRun.js';
import { printGoal, printValue, say, withUnit } from '../table.js';
import { type LoadProcess, startLoad } from './loadProcess.js';
import { oneStep } from './oneStep.js';

const CLIENTS = quick ? 100 : 1_000;
const CROWD = quick ? 200 : 2_000;
const SECONDS = quick ? 2 : 10;
const STOPPED_SECONDS = quick ? 2 : 60;
/** More points than are kept one by one. */
const FULL = 400_000;
const topic = 'r1/train/cost';

/** 1,000 watchers of 1,000 points a second: what it costs, how late they are, and what ten sleepers change. */
export async function productMode(): Promise<void> {
  // Costs are the moments of their emission, by which watchers know how late they are.
  const costOf = () => performance.timeOrigin + performance.now();
  const run = new PacedRun({ step: await oneStep(), costOf });
  const serving = await serve({ name: 'r1', step$: run.step$ }, { connectionsPerAddress: 5_000 });
  const load = startLoad();
  run.fill(FULL);
  await load.tell({ type: 'look', every: 20 });
  await open(load, serving, CLIENTS);
  say(`broadcast: ${SECONDS} s of 1,000 points a second to ${CLIENTS} watchers`);
  await setTimeout(500);
  const before = await measure(load, SECONDS);
  row('CPU of the server', 100 * before.cores, '% of a core', 60);
  row('p99 from emission to socket', before.p99, 'ms', 120);
  printValue('broadcast', 'points missing or out of order', String(before.gaps));

  say(`broadcast: ten watchers stop for ${STOPPED_SECONDS} s`);
  const memory = heldBytes();
  await load.tell({ type: 'stop', count: 10 });
  await load.tell({ type: 'report' });
  const during = await measure(load, STOPPED_SECONDS);
  row('memory that ten stopped watchers take', (heldBytes() - memory) / 1e6, 'MB', 4);
  row('p99 of the others, to that before', during.p99 / before.p99, 'x', 1.2);
  const { port } = serving;
  const woken = await load.tell({ type: 'wake', count: 10, port, topic, until: run.points });
  printValue(
    'broadcast',
    'gaps after waking',
    `${woken.gaps}, after ${woken.comebacks} came back and resumed`,
  );
  await load.tell({ type: 'close' });
  load.end();
  run.stop();
  await serving.close();
}

/** 2,000 clients that are cut, and come back at once, 300 points behind. */
export async function comebacks(): Promise<void> {
  const step = await oneStep();
  const step$ = new Subject<Step & Cost>();
  const serving = await serve({ name: 'r1', step$ }, { connectionsPerAddress: 5_000 });
  const load = startLoad();
  await open(load, serving, CROWD);
  let points = 0;
  const emit = async (count: number) => {
    for (let i = 0; i < count; i++) step$.next({ ...step, index: points++ });
    await setTimeout(100);
  };
  await emit(300);
  while ((await load.tell({ type: 'report' })).least < points) await setTimeout(20);
  await load.tell({ type: 'look', every: 0 });
  const pending = load.tell({ type: 'reconnect', port: serving.port, topic, until: points + 300 });
  await emit(300);
  const { wholeMs, gaps } = await pending;
  row(
    `${CROWD.toLocaleString('en')} clients back at once, 300 points behind: all whole`,
    wholeMs / 1000,
    's',
    5,
  );
  printValue('broadcast', 'gaps after coming back', String(gaps));
  load.end();
  await serving.close();
}

async function open(load: LoadProcess, { port }: Serving, count: number): Promise<void> {
  const messages = [
    JSON.stringify({ t: 'hello', client: 'load' }),
    JSON.stringify({ t: 'sub', id: '1', topic }),
  ];
  await load.tell({ type: 'open', port, count, messages });
}

async function measure(load: LoadProcess, seconds: number) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await load.tell({ type: 'report' });
  await setTimeout(1000 * seconds);
  const { user, system } = process.cpuUsage(cpu);
  const cores = (user + system) / 1000 / (performance.now() - start);
  const { p99, gaps } = await load.tell({ type: 'report' });
  return { cores, gaps, p99 };
}

/** What is held in memory, when what is not has been collected. */
function heldBytes(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function row(what: string, figure: number, unit: string, atMost: number): void {
  printGoal('broadcast', what, [figure], withUnit(1, unit), { atMost });
}
