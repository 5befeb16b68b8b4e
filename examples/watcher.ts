/*
 * The other one of two services that are joined by NATS: it watches what `trainer.ts` tells, and stops it when its costs
 * are low enough, or fall no more. Start it before or behind the trainer.
 *
 *   node dist/examples/watcher.js [nats://127.0.0.1:4222] [0.1]
 */
import { ConnectorError, natsSink, natsSource, type Points, receive } from 'gradstream/streams';
import {
  bufferCount,
  concatMap,
  filter,
  fromEvent,
  ignoreElements,
  lastValueFrom,
  map,
  merge,
  type Observable,
  share,
  switchMap,
  take,
  takeUntil,
  takeWhile,
  tap,
  timer,
} from 'rxjs';

const say = (text: string) => process.stdout.write(`${text}\n`);

const [url = 'nats://127.0.0.1:4222', enough = '0.1'] = process.argv.slice(2);

/** What the trainer tells: consecutive points of its series, and what happens to it. */
type Told = Points | Life;
interface Life {
  readonly type: 'event';
  readonly data: { readonly type: string; readonly iteration: number };
}

const told$: Observable<Told> = receive(natsSource({ url, subject: 'cats.run' })).pipe(
  tap((each) => each.taken()),
  map(({ value }) => JSON.parse(new TextDecoder().decode(value))),
  share(),
);
const life$ = told$.pipe(
  filter((each) => each.type === 'event'),
  map(({ data }) => data),
  takeWhile(({ type }) => type !== 'ended', true),
);

// From here on it is an ordinary stream: the mean of 100 costs, every 50.
const mean$ = told$.pipe(
  filter((each) => each.type === 'points'),
  concatMap(({ x, y }) => x.map((iteration, i) => ({ iteration, cost: y[i] }))),
  bufferCount(100, 50),
  map((points) => ({
    iteration: points[points.length - 1].iteration,
    mean: points.reduce((sum, { cost }) => sum + cost, 0) / points.length,
  })),
  share(),
);
const low$ = mean$.pipe(
  filter(({ mean }) => mean <= Number(enough)),
  map(() => `costs of ${enough} are low enough`),
);
const level$ = mean$.pipe(
  bufferCount(8, 1),
  filter(([first, ...rest]) => rest.every(({ mean }) => mean >= first.mean)),
  map(() => 'the costs do not fall any more'),
);
const control = natsSink({ url, subject: 'cats.control' });
const stop$ = merge(low$, level$).pipe(
  take(1),
  tap((why) => say(`${why}: stop`)),
  // Said until it is heard: NATS keeps nothing for who is not there.
  switchMap(() => timer(0, 1000)),
  concatMap(() => control.send({ value: new TextEncoder().encode('stop') })),
);

const meanLine$ = mean$.pipe(
  map(({ iteration, mean }) => {
    const bar = '\u2588'.repeat(Math.round(80 * Math.min(mean, 0.6)));
    return `${String(iteration).padStart(9)}   cost ${mean.toFixed(4)}  ${bar}`;
  }),
);
const lifeLine$ = life$.pipe(
  map(({ type, iteration }) => `the trainer says: ${type}, iteration ${iteration}`),
);
const interrupted$ = fromEvent(process, 'SIGINT');
const ended$ = life$.pipe(filter(({ type }) => type === 'ended'));

say(`Watching ${url}, until Ctrl-C or the end of the training`);
await lastValueFrom(
  merge(meanLine$, lifeLine$, stop$.pipe(ignoreElements())).pipe(
    tap(say),
    takeUntil(merge(ended$, interrupted$)),
  ),
  { defaultValue: '' },
).catch(refuse);
await control.close();

function refuse(error: unknown): never {
  if (!(error instanceof ConnectorError)) throw error;
  process.stderr.write(`error: ${error.message}\n`);
  process.exit(2);
}
