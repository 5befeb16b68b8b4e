import { ConnectorError } from 'gradstream/streams';
import { expect, test } from 'vitest';
import { type PublishingEvent, publishingLine } from '../../../bin/publishing/publishingEvents.js';
import { sendingTo } from '../../../bin/publishing/sendingTo.js';
import { stubbornSink } from '../../streams/publishing/stubbornSink.js';

test('sendingTo() tells once that a broker is not reached, and that it is reached again', async () => {
  const sink = stubbornSink('fail');
  const told: PublishingEvent[] = [];
  const sending = sendingTo(sink, undefined, (event) => told.push(event));
  sending.event('r/run/events', { type: 'started' });
  await expect.poll(() => sink.attempts, { timeout: 20_000 }).toBeGreaterThan(2);
  sink.does = 'take';
  await expect.poll(() => sink.taken.length, { timeout: 20_000 }).toBe(1);
  await sending.close();
  expect(told).toEqual([
    { type: 'unreached', to: 'stubborn', reason: 'away' },
    { type: 'reached', to: 'stubborn' },
    { type: 'published', to: 'stubborn', unsent: 0, lost: 0, thinned: 0 },
  ]);
  expect(told.map(publishingLine)).toEqual([
    'away; what is published waits in memory, and the run goes on',
    'stubborn is reached, and gets what waited',
    undefined,
  ]);
});

test('sendingTo() tells that a broker refuses records for good, once for each reason, and how many', async () => {
  const sink = stubbornSink();
  const send = sink.send.bind(sink);
  sink.send = (record) =>
    record.key === 'large'
      ? Promise.reject(new ConnectorError('too large', { isFinal: true }))
      : send(record);
  const told: PublishingEvent[] = [];
  const sending = sendingTo(sink, undefined, (event) => told.push(event));
  for (let i = 0; i < 3; i++) sending.event('large', i);
  sending.event('small', 0);
  await expect.poll(() => sink.taken.map(({ topic }) => topic)).toContain('small');
  await sending.close();
  const notPublished = told.filter(({ type }) => type === 'notPublished');
  expect(notPublished).toEqual([
    { type: 'notPublished', to: 'stubborn', topic: 'large', reason: 'too large' },
  ]);
  expect(notPublished.map(publishingLine)).toEqual([
    'not all of large gets to stubborn: too large',
  ]);
  const end = told.at(-1);
  expect(end).toMatchObject({ type: 'published', unsent: 0 });
  expect(end && publishingLine(end)).toMatch(
    /^of what was for stubborn, \d+ events and points are lost$/,
  );
});
