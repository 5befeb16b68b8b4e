import type { IncomingMessage, ServerResponse } from 'node:http';
import { networkPrecision } from '../src/model/network.js';
import type { Matrix } from '../src/numerics/matrix.js';
import type { LatestModel, Prediction } from '../streams/publishing/latestModel.js';
import { answerJson, refuse, refuseUpgrade } from './http/answer.js';
import type { Refusal } from './http/checkRequest.js';
import { createTokens } from './http/createTokens.js';
import { createGate, type Gate } from './http/gate.js';
import { listen } from './http/listen.js';
import { readBody } from './http/readBody.js';
import { readFeatures } from './http/readFeatures.js';
import { loopback, SHORTEST_TOKEN } from './serve.js';

/** Where and to whom a model answers. */
export interface ServePredictionsOptions {
  /** What is asked: a `latestModel`. */
  readonly model: Pick<LatestModel, 'current' | 'predict'>;
  /** Default 0: the system chooses. */
  readonly port?: number;
  /** Default 'localhost': 127.0.0.1 and ::1. Any other needs `token` and `allowedHosts`. */
  readonly host?: string;
  /** What requests have to show, `Authorization: Bearer ...`. Default: none is needed. */
  readonly token?: string;
  /** Names that the server answers to besides the loopback ones, without a port. Default none. */
  readonly allowedHosts?: readonly string[];
  /** Origins of pages that may ask besides its own. Default none. */
  readonly allowedOrigins?: readonly string[];
  /** Of one request. Default 1 MiB. */
  readonly maxBodyBytes?: number;
  /** More are dropped. Default 64. */
  readonly connections?: number;
}

/** A model that answers. */
export interface PredictionServing {
  /** Where it is asked: `http://localhost:8081/v1/predict`. */
  readonly url: string;
  readonly port: number;
  readonly close: () => Promise<void>;
}

const PATH = '/v1/predict';

/**
 * Answers questions over HTTP while a run is trained: `POST /v1/predict` with `{"features": [[...], ...]}`, a list for
 * each example, gives `{"probabilities": [[...], ...], "classes": [...], "version": {"iteration", "digest"}}`, in the
 * same order. A class is a number, or a list where the network has several labels; a network that predicts values has
 * none. Each answer comes of one version of the parameters, which it names. NaN and the infinities are strings.
 *
 * What is refused is told in a line of text: 400 what is no question, 401 without the token, 403 another Host or Origin,
 * 404, 405, 413 more than `maxBodyBytes`, 415 what is no plain JSON, 503 before there is a model.
 *
 * @throws {RangeError} by rejection, when the options would open the server to strangers
 * @throws {Error} by rejection, when the address cannot be had, with the `code` of the system
 * @example
 * const network = createNetwork([2, 1], { scheme: allZeros });
 * const data = { X: matrix([[1], [2]]), Y: matrix([[1]]) };
 * const phases = pipe(propagateForward(), propagateBackward(), updateParameters(gradientDescent(0.5)));
 * const model = latestModel(iterate({ count: 3 }).pipe(drawBatches(data), closeLoop(network, phases)));
 * await firstValueFrom(interval(1).pipe(filter(() => model.current?.version.iteration === 3)));
 * const { url, close } = await servePredictions({ model });
 * const headers = { 'Content-Type': 'application/json' };
 * const answer = await (await fetch(url, { method: 'POST', headers, body: '{"features":[[1,2]]}' })).json();
 * await close();
 * [answer.classes, answer.version.iteration] // => [[1], 3]
 */
export async function servePredictions(
  options: ServePredictionsOptions,
): Promise<PredictionServing> {
  requireSafe(options);
  const { port = 0, host = 'localhost', token, connections = 64 } = options;
  const tokens = createTokens();
  const gate = createGate({
    doors: { hosts: options.allowedHosts ?? [], origins: options.allowedOrigins ?? [] },
    tokens: token === undefined ? tokens : { ...tokens, watcher: token },
    watchersNeedToken: token !== undefined,
  });
  const listening = await listen({
    port,
    host,
    connections,
    handle: (request, response) => void handle(request, response, gate, options),
    upgrade: (_request, socket) => {
      socket.on('error', () => {});
      refuseUpgrade(socket, { status: 404, why: 'nothing is here' });
    },
  });
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${listening.port}${PATH}`,
    port: listening.port,
    close: () => listening.close(),
  };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  gate: Gate,
  { model, maxBodyBytes = 2 ** 20 }: ServePredictionsOptions,
): Promise<void> {
  // A client that goes away is not our trouble.
  request.on('error', () => {});
  const refusal = gate.check(request) ?? refusalOfQuestion(request, gate);
  if (refusal !== undefined) {
    refuse(request, response, refusal);
    return;
  }
  if (request.headers.expect !== undefined) response.writeContinue();
  const body = await readBody(request, maxBodyBytes).catch(() => undefined);
  if (body === undefined) return;
  const answer = 'why' in body ? body : answerTo(body, model);
  if ('why' in answer) refuse(request, response, answer);
  else answerJson(request, response, answer);
}

function refusalOfQuestion(request: IncomingMessage, gate: Gate): Refusal | undefined {
  const { method, url = '', headers } = request;
  if (url.split('?', 1)[0] !== PATH) return { status: 404, why: 'nothing is here' };
  const role = gate.admit(request);
  if (typeof role === 'object') return role;
  if (method !== 'POST') return { status: 405, why: 'POST alone', allow: 'POST' };
  const type = headers['content-type']?.split(';', 1)[0].trim().toLowerCase();
  if (type !== 'application/json' || headers['content-encoding'] !== undefined) {
    return { status: 415, why: 'a question is application/json, not compressed' };
  }
  return headers.expect === undefined || headers.expect.toLowerCase() === '100-continue'
    ? undefined
    : { status: 417, why: 'nothing else is to be expected' };
}

/** All of it within one turn, so that the model is the same from the first line to the last. */
function answerTo(body: Uint8Array, model: ServePredictionsOptions['model']) {
  if (model.current === undefined) return { status: 503, why: 'there is no model yet; ask again' };
  const { network } = model.current;
  const X = readFeatures(body, {
    features: network.layerDims[0],
    precision: networkPrecision(network),
  });
  if ('why' in X) return X;
  const prediction = model.predict(X);
  return prediction === undefined
    ? { status: 503, why: 'there is no model yet; ask again' }
    : told(prediction, network.loss.task !== 'values');
}

function told({ probabilities, classes, version }: Prediction, hasClasses: boolean) {
  const lists = columnsOf(classes);
  return {
    probabilities: columnsOf(probabilities),
    ...(hasClasses && { classes: classes.rows === 1 ? lists.flat() : lists }),
    version,
  };
}

/** The columns of a matrix as lists. */
function columnsOf({ rows, cols, values }: Matrix): number[][] {
  return Array.from({ length: cols }, (_, j) =>
    Array.from({ length: rows }, (_empty, i) => values[i * cols + j]),
  );
}

function requireSafe({ host = 'localhost', token, allowedHosts = [] }: ServePredictionsOptions) {
  if (token !== undefined && token.length < SHORTEST_TOKEN) {
    throw new RangeError(`Cannot serve with this token: it needs ${SHORTEST_TOKEN} characters`);
  }
  if (loopback.includes(host) || (token !== undefined && allowedHosts.length > 0)) return;
  throw new RangeError(
    `Cannot serve on ${host}: others than this machine could connect. Give token and allowedHosts, or leave out host`,
  );
}
