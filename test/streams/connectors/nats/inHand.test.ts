import { expect, test } from 'vitest';
import { inHand } from '../../../../streams/connectors/nats/inHand.js';

test.each(['extend', 'ack', 'nak'] as const)(
  'inHand() says %s() where a server that gave the message once more hears it',
  (settle) => {
    const said: string[] = [];
    const hand = inHand(
      'stream',
      (subject) => said.push(subject),
      () => true,
    );
    const message = { data: Uint8Array.of(7) };
    const delivery = hand.take(message, 'first', 1);
    hand.spare();
    expect(hand.take(message, 'second', 1)).toBeUndefined();
    delivery?.[settle]();
    expect(said).toEqual(['second']);
  },
);
