import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createRandom, loadNewestCheckpoint } from 'gradstream';
import type { Outgoing } from 'gradstream/streams';
import { afterEach, describe, expect, test } from 'vitest';
import { brokers, type LearningBroker } from './learningBrokers.js';

/*
 * Exactly once in effect: examples through real brokers, some of them twice and some unreadable, while the learner is
 * killed with -9 and the broker is restarted. GRADSTREAM_EXAMPLES and GRADSTREAM_KILLS say how many (100,000 and 50
 * are measured before a release), GRADSTREAM_SEED which.
 */

const examples = Number(process.env.GRADSTREAM_EXAMPLES ?? 4_000);
const kills = Number(process.env.GRADSTREAM_KILLS ?? 4);
const restarts = Math.max(1, Math.round(kills / 10));
const seed = Number(process.env.GRADSTREAM_SEED ?? Date.now() % 2 ** 31);

const BATCH = 32;
const cli = new URL('../../dist/bin/gradstream.js', import.meta.url).pathname;

/** Three numbers and a class, as text; its id is its number. */
function recordOf(i: number): Outgoing {
  const random = createRandom(i);
  const features = [random.uniform(), random.uniform() - 0.5, 10 * random.uniform()];
  const label = Number(features[0] + features[1] > 0.3);
  return { id: `e${i}`, value: Buffer.from(JSON.stringify({ features, label })) };
}

/** All examples, or all of them with some that come twice and some that nobody can read. */
function* recordsOf(disturbed: boolean): Generator<Outgoing> {
  for (let i = 0; i < examples; i++) {
    yield recordOf(i);
    if (!disturbed) continue;
    if (i % 17 === 3) yield recordOf(i);
    if (i % 29 === 5 && i > 200) yield recordOf(i - 150);
    if (i % 401 === 7) yield { id: `bad${i}`, value: Buffer.from('{"features": [1,') };
  }
}

const scratch: string[] = [];
const opened: LearningBroker[] = [];
afterEach(async () => {
  for (const broker of opened.splice(0)) await broker.end();
  for (const folder of scratch.splice(0)) await rm(folder, { recursive: true, force: true });
});

function learner(address: string, folder: string): ChildProcess {
  const options = [
    '--features',
    '3',
    '--batch-size',
    `${BATCH}`,
    '--save-every',
    '10',
    '--optimizer',
    'adam',
  ];
  const steps = Math.floor(examples / BATCH);
  return spawn(
    process.execPath,
    [cli, 'learn', '--from', address, ...options, '--count', `${steps}`, '--run', folder, '--json'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
}

async function endOf(child: ChildProcess) {
  let stderr = '';
  child.stderr?.on('data', (part: Buffer) => {
    stderr += part.toString();
  });
  const [code, signal] = await once(child, 'close');
  return { code, signal, stderr };
}

/** What has been learnt, and from what: digests of parameters and optimizer, and the ids in their order. */
async function outcomeOf(folder: string) {
  const { checkpoint } = await loadNewestCheckpoint(join(folder, 'checkpoints'));
  if (checkpoint === undefined) throw new Error(`There is no checkpoint in ${folder}`);
  const { iteration, files } = checkpoint;
  const digest = (name: string) => createHash('sha256').update(files[name]).digest('hex');
  const rest = JSON.parse(Buffer.from(files['state.json']).toString());
  return {
    iteration,
    parameters: digest('parameters.safetensors'),
    memory: digest('memory.safetensors'),
    scores: rest.scores,
    ids: rest.intake.ids,
  };
}

describe.each(brokers)('examples through $name', (kind) => {
  test.skipIf(!kind.installed)(
    `are learnt from once each, ${kills} kills and ${restarts} restarts of the broker notwithstanding (seed ${seed})`,
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'gradstream-learn-'));
      scratch.push(folder);
      const broker = await kind.start();
      opened.push(broker);
      const whole = await broker.fill('whole', recordsOf(false));
      const undisturbed = await endOf(learner(whole, join(folder, 'whole')));
      expect(undisturbed).toEqual({ code: 0, signal: null, stderr: '' });

      const address = await broker.fill('disturbed', recordsOf(true));
      const random = createRandom(seed);
      const dir = join(folder, 'disturbed');
      let restarted = 0;
      for (let killed = 0; killed < kills; killed++) {
        const child = learner(address, dir);
        const ended = endOf(child);
        await setTimeout(350 + 450 * random.uniform());
        if (random.uniform() < restarts / kills || kills - killed <= restarts - restarted) {
          restarted++;
          await broker.restart();
          await setTimeout(200 * random.uniform());
        }
        child.kill('SIGKILL');
        await ended;
      }
      const last = await endOf(learner(address, dir));
      expect(last).toEqual({ code: 0, signal: null, stderr: '' });
      expect(await outcomeOf(dir)).toEqual(await outcomeOf(join(folder, 'whole')));

      const letters = (await readFile(join(dir, 'dead-letters.ndjson'), 'utf8')).trim().split('\n');
      const unreadable = new Set(letters.map((line) => JSON.parse(line).payload));
      expect(unreadable.size).toBe(1);
    },
    60_000 + 4_000 * kills + examples,
  );
});
