import type { ConnectionCaps } from './http/connectionCaps.js';
import type { Metric } from './http/metrics.js';
import type { PublishedRun } from './runs/publishRun.js';
import type { Hub } from './sessions/hub.js';

/** The figures of a server and its runs. */
export function serverMetrics(
  hub: Hub,
  { count }: ConnectionCaps,
  runs: readonly PublishedRun[],
): Metric[] {
  const guests = [...hub.guests];
  const gauge = (name: string, help: string, values: Metric['values']): Metric => ({
    name: `gradstream_${name}`,
    help,
    type: 'gauge',
    values,
  });
  return [
    gauge('connections', 'Long connections that are open, greeted or not.', [{ value: count }]),
    gauge('clients', 'Clients that are connected.', [{ value: guests.length }]),
    gauge('clients_lagging', 'Clients that get nothing until their line has drained.', [
      { value: guests.filter(({ lagging }) => lagging).length },
    ]),
    gauge(
      'unseen_points',
      'How many points the program of the slowest client is behind, by its own account.',
      [{ value: Math.max(0, ...guests.map(({ unseen = 0 }) => unseen)) }],
    ),
    gauge(
      'run_iterations',
      'Iterations done.',
      runs.map(({ name, tracked }) => ({ labels: { run: name }, value: tracked.iteration })),
    ),
    gauge(
      'run_running',
      '1 while a run goes on.',
      runs.map(({ name, tracked }) => ({
        labels: { run: name },
        value: Number(tracked.phase === 'running'),
      })),
    ),
    gauge(
      'topic_points',
      'The newest seq of each topic.',
      hub.topics.map(({ topic, top }) => ({ labels: { topic }, value: top })),
    ),
  ];
}
