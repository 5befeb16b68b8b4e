/*
 * A sensor whose readings come to mean something else: halfway, somebody turns it round. A network learns from them
 * over MQTT, each tested before it is learnt from. When a test on its costs says that they have risen for good, its
 * learning rate goes up for a while. How often it is right goes back over MQTT, for whoever wants to know.
 *
 *   apt-get install mosquitto mosquitto-clients      and in a project of your own: npm install mqtt
 *   mosquitto &                                      where none is running
 *   mosquitto_sub -t greenhouse/accuracy &           what goes back
 *   node dist/examples/sensor.js [mqtt://127.0.0.1:1883]
 */
import {
  createNetwork,
  createRandom,
  gradientDescent,
  input,
  jsonExamples,
  pageHinkley,
  tanh,
  xavier,
} from 'gradstream';
import {
  bufferBatches,
  ConnectorError,
  closeLoop,
  computeCost,
  decodeExamples,
  detectDrift,
  every,
  feed,
  gatherExamples,
  iterateOver,
  mqttSink,
  mqttSource,
  propagateBackward,
  propagateForward,
  publishTo,
  receive,
  testThenTrain,
  updateParameters,
} from 'gradstream/streams';
import {
  fromEvent,
  ignoreElements,
  interval,
  lastValueFrom,
  map,
  merge,
  mergeMap,
  pipe,
  Subject,
  share,
  switchMap,
  take,
  takeUntil,
  tap,
} from 'rxjs';

const say = (text: string) => process.stdout.write(`${text}\n`);

const [url = 'mqtt://127.0.0.1:1883'] = process.argv.slice(2);
const [COUNT, TURNED, BATCH] = [3000, 1500, 10];
const { decode, encode } = jsonExamples({ features: 2, classes: 2 });

// The sensor, on a connection of its own: 1000 readings a second, from when somebody listens.
const sensor = mqttSink({ url, topic: 'greenhouse/readings' });
const random = createRandom(1);
function read(i: number): Promise<void> {
  const [x, y] = [random.normal(), random.normal()];
  if (i === TURNED) say('           the sensor is turned round: its left is now its right');
  const features = Float64Array.of(i < TURNED ? x : -x, y);
  return sensor.send({ value: encode({ features, label: Number(x + y > 0) }) });
}
const listening$ = new Subject<void>();
const sent$ = listening$.pipe(
  take(1),
  switchMap(() => interval(BATCH).pipe(take(COUNT / BATCH))),
  mergeMap((k) => Promise.all(Array.from({ length: BATCH }, (_, i) => read(k * BATCH + i)))),
);

// The learner. What it does not acknowledge comes again, for a minute after it has gone.
const readings = mqttSource({
  url,
  topic: 'greenhouse/readings',
  clientId: `learner-${process.pid}`,
  keepSeconds: 60,
  onListening: () => listening$.next(),
});
const batch$ = receive(readings).pipe(
  decodeExamples(decode, { next: ({ delivery }) => delivery.ack() }),
  bufferBatches({ count: BATCH }),
  iterateOver(),
  take(COUNT / BATCH),
);
const rate$ = new Subject<number>();
const run$ = batch$.pipe(
  feed({ rate: rate$ }),
  gatherExamples({ features: 2, outputs: 1 }),
  closeLoop(
    createNetwork([2, 8, 1], { hidden: tanh, scheme: xavier }),
    pipe(
      propagateForward(),
      computeCost(),
      propagateBackward(),
      updateParameters(gradientDescent(input('rate', 0.05))),
    ),
  ),
  tap(({ deliveries }) => {
    for (const each of deliveries) each.ack();
  }),
  share(),
);

// Costs that have risen: from the next batch on it learns fast, and a little slower with each one behind it.
const drift$ = run$.pipe(
  map(({ cost }) => cost),
  detectDrift(pageHinkley({ lambda: 5 })),
  share(),
);
const relearnt$ = drift$.pipe(
  switchMap(() => run$.pipe(map((_, k) => Math.max(0.05, 0.97 ** k)))),
  tap(rate$),
);

// What is told: here with bars, and over MQTT as points of a series.
const accuracies = mqttSink({ url, topic: 'greenhouse/accuracy' });
const publisher = publishTo(accuracies);
const bar$ = run$.pipe(
  testThenTrain({ window: 200 }),
  every(10),
  tap(({ examples, windowedAccuracy: right }) => publisher.point('accuracy', examples, right)),
  map(({ examples, windowedAccuracy: right }) => {
    const percent = (100 * right).toFixed(1).padStart(5);
    const bar = '\u2588'.repeat(Math.max(0, Math.round(80 * (right - 0.5))));
    return `${String(examples).padStart(8)}   ${percent} %  ${bar}`;
  }),
);
const alarm$ = drift$.pipe(
  map(({ at, before, after }) => {
    const costs = `costs of ${before.toFixed(2)} have become ${after.toFixed(2)}`;
    return `           drift found at reading ${at * BATCH}: ${costs}, so it learns fast for a while`;
  }),
);

say(' reading    right of the last 200; bars begin at 50 %, where one guesses');
await lastValueFrom(
  merge(merge(relearnt$, sent$).pipe(ignoreElements()), alarm$, bar$).pipe(
    tap(say),
    takeUntil(fromEvent(process, 'SIGINT')),
  ),
  { defaultValue: '' },
).catch(refuse);
await publisher.close();
await Promise.all([sensor.close(), accuracies.close()]);

function refuse(error: unknown): never {
  if (!(error instanceof ConnectorError)) throw error;
  process.stderr.write(`error: ${error.message}\n`);
  process.exit(2);
}
