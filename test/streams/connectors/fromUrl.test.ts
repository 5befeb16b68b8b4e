import { ConnectorError, sinkFromUrl, sourceFromUrl } from 'gradstream/streams';
import { describe, expect, test } from 'vitest';

describe('sinkFromUrl()', () => {
  test.each([
    ['nats://me:secret@127.0.0.1/costs', 'nats://127.0.0.1:4222/costs'],
    ['nats://127.0.0.1/costs?stream=COSTS', 'nats://127.0.0.1:4222/costs'],
    ['nats://127.0.0.1/models?objects', 'nats://127.0.0.1:4222/models'],
    ['redis://127.0.0.1:6379/reports', 'redis://127.0.0.1:6379/reports'],
    ['redis://:secret@127.0.0.1:6379/model?key', 'redis://127.0.0.1:6379/model'],
    ['mqtt://127.0.0.1/runs/1', 'mqtt://127.0.0.1/runs/1'],
    ['kafka://127.0.0.1:9092/results', 'kafka://127.0.0.1:9092/results'],
    ['http://127.0.0.1:8090/a%20hook?key=secret', 'http://127.0.0.1:8090/a%20hook'],
  ])('takes %s', (url, name) => {
    expect(sinkFromUrl(url).name).toBe(name);
  });

  test.each([
    ['nowhere', /^There is no connection for this address; there are nats:/],
    ['ftp://127.0.0.1/a', /^There is no connection for ftp:;/],
    ['redis://127.0.0.1', /^redis:\/\/127.0.0.1 names no place/],
    ['redis://127.0.0.1/%', /^URI malformed$/],
    ['kafka://127.0.0.1/results', /brokers are HOST:PORT/],
    ['kafka://127.0.0.1:9092/a b', /Kafka topic: "a b"/],
    ['mqtt://127.0.0.1/all/%23', /#/],
  ])('refuses %s with one line', (url, why) => {
    expect(() => sinkFromUrl(url)).toThrow(ConnectorError);
    expect(() => sinkFromUrl(url)).toThrow(why);
  });
});

test.each(['nats://127.0.0.1/models?objects', 'redis://127.0.0.1/model?key'])(
  'sourceFromUrl() refuses %s, which is an address to send to',
  (url) => {
    expect(() => sourceFromUrl(url)).toThrow(ConnectorError);
    expect(() => sourceFromUrl(url)).toThrow('is one to send to, not to read from');
  },
);

test.each([
  ['kafka://127.0.0.1:9092/examples', 'sessionMs', 'a number of milliseconds'],
  ['nats://127.0.0.1:4222/examples', 'maxBuffered', 'a number of messages'],
])('sourceFromUrl() takes %s?%s=6000, and refuses what is no number', (url, name, what) => {
  const at = (text: string) => sourceFromUrl(`${url}?${name}=${text}`);
  expect(at('6000').name).toBe(url);
  for (const text of ['soon', '0', '-1', ''])
    expect(() => at(text)).toThrow(
      new ConnectorError(`${name} of an address is ${what}; found "${text}"`),
    );
});
