import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  decodeRunState,
  loadNewestCheckpoint,
  matrix,
  modelForward,
  runningStandardizer,
} from 'gradstream';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { learnCommand } from '../../../bin/learn/learnCommand.js';
import { networkOf } from '../../../bin/learn/learnedBy.js';
import type { LearnOptions } from '../../../bin/learn/learnOptions.js';
import { encodeParameters } from '../../../src/formats/runState/encodeRunState.js';
import { writeGoodFiles } from '../../badFiles.js';
import { events } from '../command.js';
import { runHere, startHere } from '../commandHere.js';
import { linesOf } from '../examplesAsLines.js';
import { startLearningHere } from '../learnHere.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradstream-predicts-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function ask(url: string, features: number[][], token?: string) {
  const headers = {
    'Content-Type': 'application/json',
    ...(token !== undefined && { Authorization: `Bearer ${token}` }),
  };
  const body = JSON.stringify({ features });
  const response = await fetch(url, { method: 'POST', headers, body });
  const text = await response.text();
  return { status: response.status, answer: response.ok ? JSON.parse(text) : text };
}

async function urlOf(written: { readonly stdout: string }): Promise<string> {
  const found = () =>
    written.stdout === ''
      ? undefined
      : events(written.stdout).find(({ type }) => type === 'predicting')?.url;
  await expect.poll(found, { timeout: 20_000 }).toBeDefined();
  return String(found());
}

/** The network that `gradstream learn` begins with. */
async function networkFor(args: readonly string[]) {
  let options: LearnOptions | undefined;
  const command = learnCommand((given) => {
    options = given;
    return Promise.resolve();
  });
  await command.parseAsync(args, { from: 'user' });
  if (options === undefined) throw new Error('There are no options');
  return networkOf(options);
}

const questions = [
  [0.2, 0.9],
  [0.1, 0.3],
  [0.7, 0.7],
];

describe('gradstream learn --predict', () => {
  const learning = ['--from', '-', '--format', 'csv', '--features', '2', '--batch-size', '4'];

  test('answers by the newest parameters, features standardized as they are learnt from', async () => {
    const run = join(folder, 'learn');
    const args = [...learning, '--run', run, '--save-every', '1', '--json', '--predict'];
    const { terminal, written, interrupt$, ended } = startLearningHere(...args);
    const url = await urlOf(written);
    expect(url).toMatch(/^http:\/\/localhost:\d+\/v1\/predict$/);
    expect((await ask(url, questions)).status).toBe(503);
    terminal.stdin.write(linesOf(80));
    await expect
      .poll(async () => (await ask(url, questions)).answer.version?.iteration, { timeout: 20_000 })
      .toBe(20);
    const { answer } = await ask(url, questions);
    interrupt$.next();
    await ended;
    terminal.stdin.end();

    const { checkpoint } = await loadNewestCheckpoint(join(run, 'checkpoints'));
    if (checkpoint === undefined) throw new Error('There is no checkpoint');
    const state = decodeRunState(checkpoint.files, await networkFor(args));
    expect(state.iteration).toBe(20);
    const standardizer = runningStandardizer(2, { from: state.standardizer });
    const X = matrix([0, 1].map((i) => questions.map((each) => each[i])));
    const { AL } = modelForward(state.learner.network, standardizer.transform(X));
    expect(answer.probabilities).toEqual([...AL.values].map((p) => [p]));
    const digest = createHash('sha256')
      .update(encodeParameters(state.learner.network, standardizer.statistics()))
      .digest('hex');
    expect(answer.version).toEqual({ iteration: 20, digest });
    await expect(ask(url, questions)).rejects.toThrow();
  });

  test('wants the token of its environment, where there is one', async () => {
    const token = 'a-token-of-22-characters';
    vi.stubEnv('GRADSTREAM_TOKEN', token);
    const { terminal, written, ended } = startLearningHere(...learning, '--json', '--predict');
    const url = await urlOf(written);
    expect((await ask(url, questions)).status).toBe(401);
    expect((await ask(url, questions, token)).status).toBe(503);
    terminal.stdin.end();
    await ended;
  });

  test('says in a line why it cannot', async () => {
    vi.stubEnv('GRADSTREAM_TOKEN', 'short');
    await expect(startLearningHere(...learning, '--predict').ended).rejects.toThrow(
      'Cannot answer predictions: Cannot serve with this token: it needs 22 characters; see',
    );
    await expect(startLearningHere(...learning, '--predict', '70000').ended).rejects.toThrow(
      'Expected a port',
    );
  });
});

test('gradstream train --predict takes features as they are in the files', async () => {
  const good = await writeGoodFiles(folder);
  const train = ['train', '--train', good.train, '--test', good.test, '--init', 'he', '--json'];
  const { written, interrupt$, ended } = startHere(
    ...[...train, '--iterations', '100000000', '--report-every', '1000000', '--predict'],
  );
  const url = await urlOf(written);
  const begins = events(written.stdout).find(({ type }) => type === 'run');
  const [n] = Array.isArray(begins?.layerDims) ? begins.layerDims : [0];
  const image = Array.from({ length: Number(n) }, (_, i) => i % 256);
  await expect.poll(async () => (await ask(url, [image])).status, { timeout: 20_000 }).toBe(200);
  const { answer } = await ask(url, [image]);
  expect(answer.version.iteration).toBeGreaterThan(0);
  expect(answer.classes).toHaveLength(1);
  interrupt$.next();
  await ended;
  await expect(runHere([...train, '--predict', 'many'])).rejects.toThrow('Expected a whole number');
});
