/*
 * A schedule that somebody else may take over: the learning rate of a run warms up and falls as planned, until there
 * is an entry in a Redis stream. From the next iteration on it is what the last entry says.
 *
 *   apt-get install redis-server                     and in a project of your own: npm install ioredis
 *   redis-server &                                   where none is running
 *   node dist/examples/redisSchedule.js [redis://127.0.0.1:6379]
 *   redis-cli XADD rates '*' value 0.004             in another terminal, while it runs
 */
import asciichart from 'asciichart';
import {
  cosineDecay,
  createNetwork,
  drawExamples,
  fitStandardizer,
  gradientDescent,
  he,
  join,
  overriddenBy,
  scheduleText,
  toDataset,
  warmUp,
} from 'gradstream';
import {
  ConnectorError,
  closeLoop,
  computeCost,
  drawBatches,
  every,
  feed,
  iterate,
  propagateBackward,
  propagateForward,
  receive,
  redisSource,
  updateParameters,
} from 'gradstream/streams';
import {
  concatMap,
  distinctUntilChanged,
  filter,
  fromEvent,
  ignoreElements,
  lastValueFrom,
  map,
  merge,
  mergeMap,
  pipe,
  share,
  takeUntil,
  tap,
  timer,
  toArray,
} from 'rxjs';

const say = (text: string) => process.stdout.write(`${text}\n`);

const [url = 'redis://127.0.0.1:6379', count = '1500'] = process.argv.slice(2);
const rate = overriddenBy(join(warmUp(200), cosineDecay(0.002)), 'redis');
let underWay = 0;

// An entry is dealt with as soon as it has been heard, whether it makes sense or not.
const entry$ = receive(redisSource({ url, stream: 'rates' })).pipe(
  tap((each) => {
    each.taken();
    each.ack();
  }),
  map(({ value }) => new TextDecoder().decode(value)),
  tap((text) => say(`iteration ${underWay}: Redis says ${text}`)),
  map(Number),
  filter((value) => value > 0 && value < Infinity),
);

// Cats against other drawings, with a phase that takes its time, so that there is time to type.
const drawings = drawExamples({ seed: 1 });
const cats = toDataset(drawings.train, { normalizer: fitStandardizer(drawings.train) });
const wait = <Record>() => concatMap((record: Record) => timer(20).pipe(map(() => record)));
const run$ = iterate({ count: Number(count) }).pipe(
  feed({ redis: entry$ }),
  tap(({ index }) => {
    underWay = index + 1;
  }),
  drawBatches(cats, { batchSize: 32 }),
  closeLoop(
    createNetwork([12288, 5, 5, 1], { scheme: he }),
    pipe(
      propagateForward(),
      computeCost(),
      wait(),
      propagateBackward(),
      updateParameters(gradientDescent(rate)),
    ),
  ),
  takeUntil(fromEvent(process, 'SIGINT')),
  share(),
);

const row$ = run$.pipe(
  every(50),
  map(({ index, learningRate, cost }) => {
    const columns = [index + 1, learningRate.toFixed(6), cost.toFixed(4)];
    return columns.map((column) => String(column).padStart(12)).join('');
  }),
);
const change$ = run$.pipe(
  mergeMap(({ index, learningRate, run }) =>
    run.inputs.redis === undefined ? [] : [{ iteration: index + 1, learningRate }],
  ),
  distinctUntilChanged((one, other) => one.learningRate === other.learningRate),
  map(({ iteration, learningRate }) => `iteration ${iteration}: it learns at ${learningRate}`),
);
const chart$ = run$.pipe(
  map(({ learningRate }) => learningRate),
  toArray(),
  filter(({ length }) => length > 0),
  map((rates) => Array.from({ length: 70 }, (_, k) => rates[Math.floor((k * rates.length) / 70)])),
  map((rates) => asciichart.plot(rates, { height: 10, format: (x) => x.toFixed(4).padStart(8) })),
);

say(
  `It learns by ${scheduleText(rate)}, until somebody says: redis-cli XADD rates '*' value 0.004`,
);
say('   iteration        rate        cost');
await lastValueFrom(merge(row$, change$, chart$).pipe(tap(say), ignoreElements()), {
  defaultValue: undefined,
}).catch(refuse);

function refuse(error: unknown): never {
  if (!(error instanceof ConnectorError)) throw error;
  process.stderr.write(`error: ${error.message}\n`);
  process.exit(2);
}
