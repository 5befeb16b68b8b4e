/*
 * One of two services that are joined by NATS: it trains, and would go on for ever. What happens to it, and what it
 * costs, it tells on one subject; on another it is told what to do. The other service is `watcher.ts`.
 *
 *   apt-get install nats-server                      and in a project of your own: npm install @nats-io/transport-node
 *   nats-server &                                    where none is running
 *   node dist/examples/watcher.js [nats://127.0.0.1:4222] &
 *   node dist/examples/trainer.js [nats://127.0.0.1:4222]
 *
 * Whoever has the command `nats` commands it too: nats pub cats.control "rate 0.0002", or pause, resume, stop.
 */
import {
  createNetwork,
  drawExamples,
  fitStandardizer,
  gradientDescent,
  he,
  toDataset,
} from 'gradstream';
import {
  type Applied,
  ConnectorError,
  closeLoop,
  commandsFromSource,
  computeCost,
  drawBatches,
  iterate,
  natsSink,
  natsSource,
  obey,
  propagateBackward,
  propagateForward,
  publishTo,
  updateParameters,
} from 'gradstream/streams';
import { concatMap, fromEvent, lastValueFrom, map, pipe, takeUntil, tap, timer } from 'rxjs';

const [url = 'nats://127.0.0.1:4222'] = process.argv.slice(2);

const sink = natsSink({ url, subject: 'cats.run' });
const publisher = publishTo(sink);
function tell(event: { readonly type: string; readonly iteration: number }): void {
  publisher.event('life', event);
  process.stdout.write(`iteration ${event.iteration}: ${event.type}\n`);
}

// Commands, and who hears what became of them: the source, and whoever watches.
const { command$, applied } = commandsFromSource(natsSource({ url, subject: 'cats.control' }));
const heard = {
  next(done: Applied) {
    applied.next(done);
    const { command, iteration, refused } = done;
    tell({ type: refused === undefined ? command.type : `refused, ${refused}`, iteration });
  },
};

// Cats against other drawings, with a phase that takes its time, so that there is something to watch.
const drawings = drawExamples({ seed: 1 });
const cats = toDataset(drawings.train, { normalizer: fitStandardizer(drawings.train) });
const wait = <Record>() => concatMap((record: Record) => timer(10).pipe(map(() => record)));
const run$ = iterate().pipe(
  obey(command$, heard),
  drawBatches(cats, { batchSize: 32 }),
  closeLoop(
    createNetwork([12288, 5, 5, 1], { scheme: he }),
    pipe(
      propagateForward(),
      computeCost(),
      wait(),
      propagateBackward(),
      updateParameters(gradientDescent(0.001)),
    ),
  ),
);

tell({ type: 'begun', iteration: 0 });
const last = await lastValueFrom(
  run$.pipe(
    tap(({ index, cost }) => publisher.point('cost', index + 1, cost)),
    map(({ index }) => index + 1),
    takeUntil(fromEvent(process, 'SIGINT')),
  ),
  { defaultValue: 0 },
).catch(refuse);
tell({ type: 'ended', iteration: last });
await publisher.close();
await sink.close();

function refuse(error: unknown): never {
  if (!(error instanceof ConnectorError)) throw error;
  process.stderr.write(`error: ${error.message}\n`);
  process.exit(2);
}
