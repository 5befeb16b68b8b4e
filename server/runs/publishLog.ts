import type { LogEvent } from '../../src/formats/runLog/records.js';
import { seriesTopics } from '../protocol/seriesTopics.js';
import { toWire } from '../protocol/wireNumber.js';
import type { Hub } from '../sessions/hub.js';
import { createEventLog } from '../topics/eventLog.js';
import { createSeriesLog } from '../topics/seriesLog.js';
import { createStateLog } from '../topics/stateLog.js';
import type { PublishedRun } from './publishRun.js';
import type { ServedLog } from './servedLog.js';
import { trackStatus } from './trackStatus.js';

/** The topics of the series that `gradstream train --run` writes: of the speed there is none. */
const { speed: _speed, ...written } = seriesTopics;
const topicsOfSeries: Readonly<Record<string, string>> = written;

/**
 * The topics of a run that is over, filled from its log. It looks like one that is served live and has ended, but
 * for what was never written: samples, layers and weights. It takes no commands.
 */
export function publishLog(
  { name, history, configuration = {} }: ServedLog,
  hub: Hub,
  epoch: string,
  now: () => number,
): PublishedRun {
  const at = (rest: string) => ({ topic: `${name}/${rest}`, epoch });
  const states = {
    configuration: createStateLog(at('run/configuration')),
    status: createStateLog(at('run/status')),
  };
  const events = createEventLog(at('run/events'));
  for (const log of [states.configuration, states.status, events]) hub.add(log);
  const tracked = trackStatus(configuration);

  for (const [series, { iterations, values }] of history.series) {
    const topic = Object.hasOwn(topicsOfSeries, series) ? topicsOfSeries[series] : undefined;
    if (topic === undefined) continue;
    const log = createSeriesLog(at(topic), { now });
    values.forEach((value, i) => {
      log.publish(iterations[i], value);
    });
    log.seal();
    hub.add(log);
  }
  const done = lastIteration(history);
  const rate = history.series.get('learningRate')?.values.at(-1);
  if (done > 0) tracked.step(done, rate ?? NaN);
  tracked.end();
  events.publish({ type: 'started', iteration: 0 });
  for (const event of history.events) events.publish(lifeEventOf(event));
  events.publish({ type: tracked.phase, iteration: done });
  states.configuration.publish(configuration);
  states.status.publish({
    ...tracked.status,
    learningRate: rate === undefined ? null : toWire(rate),
  });

  return {
    name,
    tracked,
    expectedRev: 0,
    command: (_command, _message, reply) => reply({ refused: 'the run is over' }),
    start() {},
    tick() {},
    stop() {},
  };
}

function lastIteration({ series }: ServedLog['history']): number {
  return Math.max(0, ...Array.from(series.values(), ({ iterations }) => iterations.at(-1) ?? 0));
}

/** An event of a log as one of the protocol: commands are written in another form there. */
function lifeEventOf(event: LogEvent): object {
  const { command, iteration } = event;
  if (event.type !== 'command' || typeof command !== 'object' || command === null) return event;
  const { type, id: _, at: __, ...args } = { type: '', id: '', at: 0, ...command };
  return { type: 'command', iteration, key: '', cmd: type, args, rev: 0 };
}
