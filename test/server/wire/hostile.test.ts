import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { errorCodes } from 'gradstream/server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { attacks } from './attacks.js';
import { connect } from './client.js';
import { figuresOf } from './figures.js';
import { mutatedMessages } from './mutatedMessages.js';
import { openingOf, requestText, statusOf } from './raw.js';
import { type Siege, underSiege } from './underSiege.js';

/*
 * Whatever somebody sends: the server lives, answers with the codes of the documentation, forgets who has gone, and a
 * bystander sees every point. GRADSTREAM_MUTATIONS says how many messages are mutated (100,000 are measured before
 * a release), GRADSTREAM_SEED which.
 */

const mutations = Number(process.env.GRADSTREAM_MUTATIONS ?? 20_000);
const seed = Number(process.env.GRADSTREAM_SEED ?? Date.now() % 2 ** 31);

let siege: Siege;

afterEach(() => siege.end());

/** The heap and what hangs on it, in bytes, when all that nobody needs is gone. */
function memoryInUse(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** How deep brackets are nested at most, whatever is in quotes. */
const mayBeDeep = (text: string) => (text.match(/[{[]/g) ?? []).length > 5;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test(`${mutations} mutated messages are answered with documented codes (seed ${seed})`, {
  timeout: 3_600_000,
}, async () => {
  // So patient that it reads all of them, where it would close after ten.
  const limits = { badMessages: 1e9, messagesPerSecond: 1e9, messageBurst: 1e9 };
  siege = await underSiege({ limits });
  const client = await connect(siege.port, { token: siege.tokens.controller });
  const texts = mutatedMessages(mutations, seed);
  let notJson = 0;
  for (let i = 0; i < texts.length; i += 500) {
    const some = texts.slice(i, i + 500);
    for (const text of some) client.say(text);
    siege.publish();
    await client.ask({ t: 'unsub', id: `alive ${i}`, topic: 'none' });
    const refusals = client.got.flatMap((each) => (each.t === 'err' ? [each.code] : []));
    for (const code of refusals) expect(Object.keys(errorCodes)).toContain(code);
    notJson += refusals.filter((code) => code === 'notJson').length;
    client.got.length = 0;
  }
  const broken = texts.filter((text) => !isJson(text));
  expect(notJson).toBeLessThanOrEqual(broken.length);
  // What is nested too deep is refused before it is read.
  expect(notJson).toBeGreaterThanOrEqual(broken.filter((text) => !mayBeDeep(text)).length);
  await client.end();
});

describe('an attack', () => {
  beforeEach(async () => {
    siege = await underSiege();
  });

  test.each(Object.entries(attacks))(`by %s harms nobody (seed ${seed})`, async (_name, attack) => {
    const { port, publish, tokens } = siege;
    publish();
    await attack({ port, token: tokens.controller }, seed);
  });

  test('of all kinds, ten times over, leaves less than 8 MiB', { timeout: 600_000 }, async () => {
    const { port, publish, tokens, serving } = siege;
    const target = { port, token: tokens.controller };
    const all = async (round: number) => {
      publish();
      for (const attack of Object.values(attacks)) await attack(target, seed + round);
      await expect.poll(() => figuresOf(serving)).toMatchObject({ clients: 1, connections: 1 });
    };
    for (let round = 0; round < 3; round++) await all(round);
    const before = memoryInUse();
    for (let round = 3; round < 13; round++) await all(round);
    expect(memoryInUse() - before).toBeLessThan(8 * 2 ** 20);
  });

  test('by Last-Event-IDs that are none begins with everything', async () => {
    const { port, publish } = siege;
    publish();
    const host = `Host: 127.0.0.1:${port}`;
    const far = 'r1%2Ftrain%2Fcost@e@999999999999999';
    for (const id of ['@', '@@', '&&&', '%', 'r1%2Ftrain%2Fcost@%@1', far, 'x'.repeat(7_000)]) {
      const headers = [host, `Last-Event-ID: ${id}`];
      const text = requestText('GET', '/v1/sse?topic=r1/train/cost', headers);
      expect(statusOf(await openingOf(port, text))).toBe(200);
    }
  });
});
