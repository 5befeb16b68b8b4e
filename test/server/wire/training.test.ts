import { type Serving, serve } from 'gradstream/server';
import {
  type Applied,
  type Command,
  closeLoop,
  drawBatches,
  iterate,
  obey,
  reportEvery,
  type Saved,
} from 'gradstream/streams';
import { from, lastValueFrom, of, pipe, Subject, share, take, tap } from 'rxjs';
import { afterEach, expect, test } from 'vitest';
import type { ServedRun } from '../../../server/runs/servedRun.js';
import { recordAt, tinyData, tinyNetwork, trainingPhases } from '../../streams/tinyRun.js';
import { connect, type WireClient } from './client.js';

let serving: Serving;

afterEach(() => serving.close());

/** A real run, steered from outside. */
function trainedRun(count: number) {
  const command$ = new Subject<Command>();
  const applied$ = new Subject<Applied>();
  const saved$ = new Subject<Saved>();
  const data = tinyData();
  const step$ = iterate({ count }).pipe(
    obey(command$, applied$),
    drawBatches(data),
    closeLoop(tinyNetwork(), pipe(trainingPhases())),
    share(),
  );
  const run: ServedRun = {
    name: 'tiny',
    step$,
    applied$,
    saved$,
    command: command$,
    report$: step$.pipe(reportEvery(100, { train: data, test: data })),
    configuration: { layerDims: [2, 3, 1], iterations: count },
    samples: {
      X: data.X,
      images: Array(5).fill('data:image/png;base64,'),
      trueClasses: Array(5).fill('cat'),
      classNames: ['non-cat', 'cat'],
    },
    imageShape: [1, 2],
  };
  return { run, step$, saved$ };
}

const has = (topic: string, text: string) => (client: WireClient) =>
  client.until((all) =>
    all.some((each) => 's' in each && each.s === topic && JSON.stringify(each).includes(text)),
  );

const key = (n: number) => `0b0f8f0e-6a2b-4c5d-8e9f-${String(n).padStart(12, '0')}`;
const cmd = (n: number, name: string, args: object = {}) => ({
  t: 'cmd',
  id: String(n),
  key: key(n),
  run: 'tiny',
  cmd: name,
  args,
});

test('a run is followed, paused, stepped, told another rate and stopped, over the wire', async () => {
  const { run, step$, saved$ } = trainedRun(10_000_000);
  serving = await serve(run, { tickMs: 5 });
  const rates: number[] = [];
  const done = lastValueFrom(step$.pipe(tap(({ learningRate }) => rates.push(learningRate))));
  const client = await connect(serving.port, { token: serving.tokens.controller });
  await client.ask({ t: 'sub', id: 'all', topic: 'tiny/*', from: 'first' });

  const paused = await client.ask(cmd(1, 'pause'));
  const iteration = 'applied' in paused ? (paused.applied?.iteration ?? NaN) : NaN;
  expect(rates).toHaveLength(iteration);
  await has(
    'tiny/run/status',
    `"phase":"paused","iteration":${iteration},"learningRate":0.5`,
  )(client);

  expect(await client.ask(cmd(2, 'learningRate', { value: 0.125 }))).toMatchObject({
    applied: { iteration },
  });
  await client.ask(cmd(3, 'step', { count: 2 }));
  await has(
    'tiny/run/status',
    `"phase":"paused","iteration":${iteration + 2},"learningRate":0.125`,
  )(client);
  expect(rates.slice(-3)).toEqual([0.5, 0.125, 0.125]);

  saved$.next({ iteration: iteration + 2 });
  await has('tiny/run/events', `{"type":"checkpoint","iteration":${iteration + 2}}`)(client);
  await client.ask(cmd(4, 'stop'));
  expect((await done).index).toBe(iteration + 1);
  await has('tiny/run/events', `{"type":"stopped","iteration":${iteration + 2}}`)(client);
  await has('tiny/run/status', '"phase":"stopped"')(client);
  expect(await client.ask(cmd(5, 'pause'))).toMatchObject({
    t: 'err',
    code: 'refused',
    message: 'the run has ended',
  });
  await client.end();
});

test('what is measured on demand comes as it is documented', async () => {
  const { run, step$ } = trainedRun(300);
  serving = await serve(run, { tickMs: 5 });
  await lastValueFrom(step$);
  const client = await connect(serving.port);
  await client.ask({ t: 'sub', id: 'all', topic: 'tiny/*', from: 'first' });
  await has('tiny/layers', '"layer":2')(client);
  await has('tiny/weights/3', '"pixels"')(client);
  await has('tiny/samples', '"predictedClass"')(client);
  const newest = (topic: string) =>
    client.got.findLast((each) => each.t === 'state' && each.s === topic);
  expect(newest('tiny/weights/1')).toMatchObject({
    d: { iteration: 300, height: 1, width: 2, channels: 1, limit: expect.any(Number) },
  });
  expect(newest('tiny/samples')).toMatchObject({
    d: { iteration: 300, samples: Array(5).fill({ predictedClass: expect.any(String) }) },
  });
  expect(newest('tiny/layers')).toMatchObject({
    d: { iteration: 300, layers: [{ layer: 1 }, { layer: 2 }] },
  });
  expect(
    client.got.filter((each) => each.t === 'event' && each.s === 'tiny/samples/images'),
  ).toHaveLength(5);
  await has('tiny/run/events', '{"type":"finished","iteration":300}')(client);
  await client.end();
});

test('a run that is served, and watched, does what it does alone', async () => {
  const bits = async (step$: ReturnType<typeof trainedRun>['step$']) => {
    const { network } = await lastValueFrom(step$.pipe(take(300)));
    return network.parameters.W.map(({ values }) => [...values]);
  };
  const alone = await bits(trainedRun(300).step$);
  const { run, step$ } = trainedRun(300);
  serving = await serve(run, { tickMs: 1 });
  const served = bits(step$);
  const client = await connect(serving.port);
  await client.ask({ t: 'sub', id: 'all', topic: 'tiny/*', from: 'first' });
  expect(await served).toEqual(alone);
  await client.end();
});

test('gradients, layers, weights and samples are not looked at while nobody reads them', async () => {
  const looked = new Set<string>();
  const record = new Proxy(recordAt(2), {
    get: (target, property, receiver) => {
      looked.add(String(property));
      return Reflect.get(target, property, receiver);
    },
  });
  serving = await serve(
    { ...trainedRun(1).run, step$: from([record]), report$: of() },
    { tickMs: 1 },
  );
  expect([...looked].toSorted()).toEqual(['cost', 'index', 'learningRate']);
});
