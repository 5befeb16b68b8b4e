import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import {
  categoricalCrossEntropy,
  createNetwork,
  matrix,
  meanSquaredError,
  modelForward,
  type Network,
} from 'gradstream';
import {
  type PredictionServing,
  type ServePredictionsOptions,
  servePredictions,
} from 'gradstream/server';
import { type LatestModel, latestModel } from 'gradstream/streams';
import { Subject } from 'rxjs';
import { afterEach, describe, expect, test } from 'vitest';
import { classesOf } from '../../src/model/metrics/predict.js';
import { recordAt, type Trained, tinyNetwork } from '../streams/tinyRun.js';

/* A model that answers over HTTP, on real sockets. */

let serving: PredictionServing | undefined;
afterEach(async () => {
  await serving?.close();
  serving = undefined;
});

/** A model that stays. */
function modelOf(network: Network): LatestModel {
  const version = { iteration: 1, digest: 'd' };
  return {
    current: { network, version },
    predict(X) {
      const { AL } = modelForward(network, X);
      return { probabilities: AL, classes: classesOf(AL, network.loss), version };
    },
    stop() {},
  };
}

async function start(options: Partial<ServePredictionsOptions> = {}): Promise<string> {
  serving = await servePredictions({ model: modelOf(tinyNetwork()), ...options });
  return serving.url;
}

const json = { 'Content-Type': 'application/json' };
const ask = (
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = json,
) => fetch(url, { method: 'POST', headers, body });

interface Answer {
  readonly probabilities: (number | string)[][];
  readonly classes?: number[];
  readonly version: { readonly iteration: number; readonly digest: string };
}

async function answerOf(response: Response): Promise<Answer> {
  const answer: Answer = JSON.parse(await response.text());
  return answer;
}

const good = '{"features":[[1,2]]}';

test('servePredictions() answers with the outputs of the network, in the order of the examples', async () => {
  const network = tinyNetwork();
  const url = await start({ model: modelOf(network) });
  const response = await ask(url, '{"features":[[0.1,-0.2],[-0.7,0.9],[1.3,0.3]]}');
  const X = matrix([
    [0.1, -0.7, 1.3],
    [-0.2, 0.9, 0.3],
  ]);
  const { AL } = modelForward(network, X);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    probabilities: Array.from(AL.values, (p) => [p]),
    classes: Array.from(AL.values, (p) => (p > 0.5 ? 1 : 0)),
    version: { iteration: 1, digest: 'd' },
  });
});

test('servePredictions() tells the class of a softmax, and none where values are predicted', async () => {
  const classes = await start({
    model: modelOf(createNetwork([2, 3], { loss: categoricalCrossEntropy })),
  });
  const found = await answerOf(await ask(classes, good));
  const [probabilities] = found.probabilities;
  expect(probabilities).toHaveLength(3);
  expect(found.classes).toEqual([probabilities.indexOf(Math.max(...probabilities.map(Number)))]);
  await serving?.close();
  const values = await start({ model: modelOf(createNetwork([2, 1], { loss: meanSquaredError })) });
  expect(Object.keys(await answerOf(await ask(values, good)))).toEqual([
    'probabilities',
    'version',
  ]);
});

test('servePredictions() tells outputs that are no numbers as strings', async () => {
  const network = tinyNetwork();
  network.parameters.b[2].values.fill(NaN);
  const url = await start({ model: modelOf(network) });
  expect((await answerOf(await ask(url, good))).probabilities).toEqual([['NaN']]);
});

test('servePredictions() says 503 before there is a model', async () => {
  const url = await start({ model: latestModel(new Subject<Trained>()) });
  expect((await ask(url, good)).status).toBe(503);
});

test('servePredictions() never mixes two versions in an answer while models are swapped under load', async () => {
  const step$ = new Subject<Trained>();
  const model = latestModel(step$, { everyMs: 0 });
  const url = await start({ model });
  const X = matrix([
    [0.5, -1],
    [2, 0.25],
  ]);
  const expected = new Map<number, number[][]>();
  let iteration = 0;
  const over = new AbortController();
  const swapping = (async () => {
    while (!over.signal.aborted) {
      const step = recordAt(iteration % 5);
      const record = { ...step, index: iteration, network: tinyNetwork({ seed: iteration + 1 }) };
      iteration++;
      expected.set(
        iteration,
        Array.from(modelForward(record.network, X).AL.values, (p) => [p]),
      );
      step$.next(record);
      await new Promise(setImmediate);
      for (const { values } of record.network.parameters.W) values.fill(9);
    }
  })();
  await expect.poll(() => model.current).toBeDefined();
  const versions = new Set<number>();
  const client = async () => {
    for (let i = 0; i < 50; i++) {
      const response = await ask(url, '{"features":[[0.5,2],[-1,0.25]]}');
      const { probabilities, version } = await answerOf(response);
      expect(probabilities).toEqual(expected.get(version.iteration));
      versions.add(version.iteration);
    }
  };
  await Promise.all(Array.from({ length: 8 }, client));
  over.abort();
  await swapping;
  model.stop();
  expect(versions.size).toBeGreaterThan(20);
});

describe('servePredictions() refuses', () => {
  const tooMany = JSON.stringify({ features: Array.from({ length: 1_025 }, () => [1, 2]) });
  test.each([
    ['no body', '', 'the body is'],
    ['what is no JSON', '{"features":[[1,2]', 'the body is'],
    ['what is no UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 'the body is'],
    ['a list', '[[1,2]]', 'the body is'],
    ['null', 'null', 'the body is'],
    ['nothing asked', '{}', 'features'],
    ['features that are no list', '{"features":"1,2"}', 'features'],
    ['no example', '{"features":[]}', 'features'],
    ['an example that is no list', '{"features":[1,2]}', 'features[0]'],
    ['an example without numbers', '{"features":[[]]}', 'features[0] has 0 numbers'],
    ['too few numbers', '{"features":[[1,2],[1]]}', 'features[1] has 1 numbers; the model takes 2'],
    ['too many numbers', '{"features":[[1,2,3]]}', 'features[0] has 3 numbers; the model takes 2'],
    ['a string', '{"features":[["1",2]]}', 'features[0][0]'],
    ['null for a number', '{"features":[[1,null]]}', 'features[0][1]'],
    ['a boolean', '{"features":[[true,2]]}', 'features[0][0]'],
    ['a list too deep', '{"features":[[[1],2]]}', 'features[0][0]'],
    ['NaN', '{"features":[[NaN,2]]}', 'the body is'],
    ['infinity', '{"features":[[1e999,2]]}', 'features[0][0]'],
    ['another name', '{"features":[[1,2]],"x":1}', 'the body is'],
    ['a prototype', '{"__proto__":{"features":[[1,2]]}}', 'features'],
    ['a thousand examples and more', tooMany, 'features'],
    ['deep nesting', `{"features":${'['.repeat(5_000)}${']'.repeat(5_000)}}`, 'features[0][0]'],
  ])('%s', async (_name, body, why) => {
    const url = await start();
    const response = await ask(url, body);
    expect(response.status).toBe(400);
    const text = await response.text();
    expect(text).toContain(why);
    expect(text.length).toBeLessThan(200);
    expect((await ask(url, good)).status).toBe(200);
  });

  test('a number that is too large for the precision of the model', async () => {
    const url = await start({ model: modelOf(createNetwork([2, 1], { precision: 'float32' })) });
    const response = await ask(url, '{"features":[[1,2],[1e300,2]]}');
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(
      'features[1] has a number that is too large for float32',
    );
  });

  test.each([
    ['GET', '/v1/predict', 405],
    ['PUT', '/v1/predict', 405],
    ['POST', '/v1/runs', 404],
    ['POST', '/', 404],
  ])('%s %s', async (method, path, status) => {
    const url = await start();
    const response = await fetch(new URL(path, url), {
      method,
      headers: json,
      ...(method !== 'GET' && { body: good }),
    });
    expect(response.status).toBe(status);
    if (status === 405) expect(response.headers.get('allow')).toBe('POST');
  });

  test.each<[string, Record<string, string>, number]>([
    ['another type', { 'Content-Type': 'text/plain' }, 415],
    [
      'a form, which pages send unasked',
      { 'Content-Type': 'application/x-www-form-urlencoded' },
      415,
    ],
    ['what is compressed', { ...json, 'Content-Encoding': 'gzip' }, 415],
    ['a page from elsewhere', { ...json, Origin: 'https://evil.example' }, 403],
    ['a page without an origin', { ...json, Origin: 'null' }, 403],
    ['a wrong token', { ...json, Authorization: 'Bearer wrong' }, 401],
  ])('%s', async (_name, headers, status) => {
    expect((await ask(await start(), good, headers)).status).toBe(status);
  });

  test('another Host', async () => {
    const url = await start();
    const asked = httpRequest(url, { method: 'POST', headers: { ...json, Host: 'evil.example' } });
    asked.end(good);
    const [response] = await once(asked, 'response');
    expect(response.statusCode).toBe(403);
    response.resume();
  });

  test('a body that says it is too long, before it is sent', async () => {
    const url = await start({ maxBodyBytes: 100 });
    const asked = httpRequest(url, { method: 'POST', headers: { ...json, 'Content-Length': 101 } });
    asked.on('error', () => {});
    asked.flushHeaders();
    const [response] = await once(asked, 'response');
    expect(response.statusCode).toBe(413);
    asked.destroy();
  });

  test('a body in chunks that becomes too long', async () => {
    const url = await start({ maxBodyBytes: 100 });
    const asked = httpRequest(url, { method: 'POST', headers: json });
    asked.on('error', () => {});
    asked.write(' '.repeat(101));
    const [response] = await once(asked, 'response');
    expect(response.statusCode).toBe(413);
    asked.destroy();
  });
});

test('servePredictions() asks for its token', async () => {
  const token = 'a-token-of-thirty-two-characters';
  const url = await start({ token });
  expect((await ask(url, good)).status).toBe(401);
  expect((await ask(url, good, { ...json, Authorization: `Bearer ${token}` })).status).toBe(200);
});

test('servePredictions() tells a client that asks first to go on', async () => {
  const url = await start();
  const asked = httpRequest(url, { method: 'POST', headers: { ...json, Expect: '100-continue' } });
  asked.flushHeaders();
  await once(asked, 'continue');
  asked.end(good);
  const [response] = await once(asked, 'response');
  expect(response.statusCode).toBe(200);
  response.resume();
});

test('servePredictions() goes on when a client leaves in the middle of its question', async () => {
  const url = await start();
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(
    `POST /v1/predict HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{`,
  );
  expect((await ask(url, good)).status).toBe(200);
  socket.destroy();
  expect((await ask(url, good)).status).toBe(200);
});

test.each<[Partial<ServePredictionsOptions>]>([
  [{ host: '0.0.0.0' }],
  [{ host: '0.0.0.0', token: 'a-token-of-thirty-two-characters' }],
  [{ host: '0.0.0.0', allowedHosts: ['nets.example'] }],
  [{ token: 'short' }],
])('servePredictions(%j) is refused', async (options) => {
  await expect(start(options)).rejects.toThrow(RangeError);
});
