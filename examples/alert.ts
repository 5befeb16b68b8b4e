/*
 * An alert on a run that is trained elsewhere: its cost comes over the network, and from there on it is an ordinary
 * stream. Whoever knows RxJS knows what can be done with it.
 *
 *   gradstream train --serve --port 8080
 *   node dist/examples/alert.js http://localhost:8080/ [run]
 */
import { connect, type RunLifeEvent } from 'gradstream/client';
import {
  bufferCount,
  combineLatest,
  delay,
  distinctUntilChanged,
  filter,
  lastValueFrom,
  map,
  merge,
  pairwise,
  share,
  take,
  takeUntil,
  tap,
} from 'rxjs';
import { WebSocket } from 'ws';

const say = (text: string) => process.stdout.write(`${text}\n`);

const [url = 'http://localhost:8080/', run = 'relu'] = process.argv.slice(2);

// In a browser, and in Node.js from 22 on, the WebSocket need not be given.
const server = connect(url, { WebSocket });

const cost$ = server.points(`${run}/train/cost`).pipe(share());

// The moving average of 20 costs, every 10.
const mean$ = cost$.pipe(
  bufferCount(20, 10),
  filter(({ length }) => length === 20),
  map((points) => ({
    iteration: points[points.length - 1].iteration,
    mean: points.reduce((sum, { value }) => sum + value, 0) / points.length,
  })),
);
const trend$ = mean$.pipe(
  pairwise(),
  map(([before, { iteration, mean }]) => ({ iteration, mean, rises: mean > before.mean })),
  distinctUntilChanged((one, other) => one.rises === other.rises),
);

const alert$ = trend$.pipe(
  filter(({ rises }) => rises),
  map(({ iteration, mean }) => `iteration ${iteration}: the cost rises, to ${mean.toFixed(4)}`),
);
const trouble$ = server.status$.pipe(
  filter(({ state }) => state === 'disconnected'),
  map(() => 'the server does not answer'),
);

// The end of the run is told on a topic of its own: it is reached when the costs are.
const ends = ['finished', 'stopped', 'failed', 'diverged'];
const end$ = server.events<RunLifeEvent>(`${run}/run/events`).pipe(
  filter(({ event }) => ends.includes(event.type)),
  map(({ event }) => event.iteration),
);
const reached$ = combineLatest([end$, cost$]).pipe(
  filter(([end, { iteration }]) => iteration >= end),
  take(1),
  delay(0), // behind the alert of the last cost
);

await lastValueFrom(merge(alert$, trouble$).pipe(tap(say), takeUntil(reached$)), {
  defaultValue: null,
});
server.close();
say('the run has ended');
