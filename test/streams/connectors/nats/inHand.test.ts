import { expect, test } from 'vitest';
import { inHand } from '../../../../streams/connectors/nats/inHand.js';

const message = { data: Uint8Array.of(7) };

/** What is in hand, with what is said of it, over a connection that goes and comes. */
function told() {
  const said: string[] = [];
  const connection = { isUp: true };
  const say = (subject: string) => {
    if (connection.isUp) said.push(subject);
  };
  const hand = inHand('stream', { isUp: () => connection.isUp, say }, () => true);
  return { said, connection, hand };
}

test.each(['extend', 'ack', 'nak'] as const)(
  'inHand() says %s() where a server that gave the message once more hears it',
  async (settle) => {
    const { said, hand } = told();
    const delivery = hand.take(message, 'first', 1);
    hand.spare();
    expect(hand.take(message, 'second', 1)).toBeUndefined();
    delivery?.[settle]();
    await expect.poll(() => said).toEqual(['second']);
  },
);

test('inHand() says thousands of acknowledgements in turns, each once and in order', async () => {
  const { said, hand } = told();
  const replies = Array.from({ length: 3000 }, (_, i) => `reply ${i}`);
  const deliveries = replies.map((reply, i) => hand.take(message, reply, i + 1));
  for (const delivery of deliveries) delivery?.ack();
  const together: number[] = [];
  while (said.length < replies.length) {
    const before = said.length;
    await new Promise(setImmediate);
    together.push(said.length - before);
  }
  expect(Math.max(...together)).toBeLessThan(replies.length / 4);
  expect(said).toEqual(replies);
  hand.giveBack();
  expect(said).toEqual(replies);
});

test('inHand() says what was acknowledged while the connection was away over the next one', async () => {
  const { said, connection, hand } = told();
  const delivery = hand.take(message, 'reply', 1);
  connection.isUp = false;
  delivery?.ack();
  await new Promise(setImmediate);
  expect(said).toEqual([]);
  connection.isUp = true;
  hand.sayAgain();
  await expect.poll(() => said).toEqual(['reply', 'reply']);
});

test('inHand() says what is left, and gives back the rest in the order of the stream', () => {
  const { said, hand } = told();
  const [first, second] = [1, 4].map((seq) => hand.take(message, `reply ${seq}`, seq));
  hand.take(message, 'reply 3', 3);
  first?.ack();
  second?.nak(1000);
  hand.giveBack();
  expect(said).toEqual(['reply 4', 'reply 1', 'reply 3', 'reply 4']);
  expect(hand.lowest()).toBe(3);
});
