import { serve } from 'gradstream/server';
import { expect, test } from 'vitest';
import type { ServerMessage } from '../../../server/protocol/serverMessages.js';
import { fromWire } from '../../../server/protocol/wireNumber.js';
import { goldenConversation, goldenRefusals } from '../goldenFrames.js';
import { connect } from './client.js';
import { scriptedRun } from './scriptedRun.js';

/** Puts names in the place of what differs each time. */
function named(message: ServerMessage | undefined): unknown {
  const text = JSON.stringify(message, (key, value) => {
    if (key === 'e' || key === 'epoch') return 'EPOCH';
    if (key === 'session') return 'SESSION';
    return key === 'ts' ? 'TS' : value;
  });
  const plain = JSON.parse(text);
  return plain.t === 'welcome' ? { ...plain, topics: 'TOPICS' } : plain;
}

test('a server says the golden conversation, frame by frame', async () => {
  const { run, costs } = scriptedRun();
  const { close, port, tokens } = await serve(run, { tickMs: 5 });
  const client = await connect(port, { token: tokens.controller, hello: false });
  const bystander = await connect(port);
  await bystander.ask({ t: 'sub', id: 'b', topic: 'r1/train/cost' });
  let published = 0;
  let heard = 0;
  for (const step of goldenConversation) {
    if (step.say !== undefined) client.say(step.say);
    if (step.do === 'iterate') {
      const values = (step.costs ?? []).map(fromWire);
      published += values.length;
      costs(...values);
      await bystander.until((got) => got.some((each) => each.t === 'data' && each.l === published));
    }
    if (step.do === 'close') await close();
    if (step.hear === undefined) continue;
    await client.until(({ length }) => length > heard);
    expect(named(client.got[heard])).toEqual(step.hear);
    heard++;
  }
  await client.closed;
  expect(client.got).toHaveLength(heard);
});

test('a server answers each golden refusal with its code, and closes after ten', async () => {
  const { run } = scriptedRun();
  const { close, port, tokens } = await serve(run);
  for (const [text, code] of goldenRefusals) {
    const client = await connect(port, { token: tokens.controller });
    client.say(text);
    await client.until((got) => got.length > 1);
    expect([text, client.got[1]]).toMatchObject([text, { t: 'err', code }]);
    await client.end();
  }
  const client = await connect(port);
  for (const [text] of goldenRefusals.slice(0, 10)) client.say(text);
  expect(await client.closed).toBe(4001);
  await close();
});
