import {
  type Delivery,
  dropRepeated,
  inProcess,
  type Received,
  receive,
  type Source,
} from 'gradstream/streams';
import { Observable, Subject } from 'rxjs';
import { expect, test } from 'vitest';

test('what was refused passes again, and is known again from there on', async () => {
  const { source, sink } = inProcess();
  const seen: Received[] = [];
  const send = () => sink.send({ id: 'a', value: Uint8Array.of(1) });
  const subscription = receive(source)
    .pipe(dropRepeated())
    .subscribe((each) => seen.push(each));
  await send();
  await expect.poll(() => seen.length).toBe(1);
  seen[0].nak();
  await expect.poll(() => seen.length).toBe(2);
  await send();
  seen[1].ack();
  await send();
  expect(seen).toHaveLength(2);
  subscription.unsubscribe();
});

/** A delivery of a kind of its own that writes down what becomes of it. */
function noted(id: string, name: string, log: string[]): Delivery {
  return {
    id,
    value: Uint8Array.of(0),
    position: { part: 'part', at: name },
    ack: () => log.push(`${name} acknowledged`),
    nak: (delayMs) => log.push(`${name} refused for ${delayMs} ms`),
    extend: () => log.push(`${name} extended`),
  };
}

test.each([
  ['ack', ['first acknowledged', 'again acknowledged', 'late acknowledged']],
  ['nak', ['first refused for 5 ms', 'again refused for 5 ms']],
] as const)('what is repeated shares what becomes of the first one: %s', (how, expected) => {
  const delivery$ = new Subject<Delivery>();
  const source: Source = {
    name: 'noted',
    abilities: { redelivers: true, resumes: false },
    open: () => new Observable((subscriber) => delivery$.subscribe(subscriber)),
  };
  const log: string[] = [];
  const seen: Received[] = [];
  receive(source)
    .pipe(dropRepeated())
    .subscribe((each) => seen.push(each));
  delivery$.next(noted('a', 'first', log));
  delivery$.next(noted('a', 'again', log));
  expect([seen.length, log]).toEqual([1, []]);
  if (how === 'ack') seen[0].ack();
  else seen[0].nak(5);
  // It is settled: what is called behind that does nothing.
  seen[0].extend();
  seen[0].ack();
  delivery$.next(noted('a', 'late', log));
  expect(log).toEqual(expected);
  expect(seen).toHaveLength(how === 'ack' ? 1 : 2);
});

test('dropRepeated() refuses to remember nothing', () => {
  expect(() => dropRepeated({ most: 0 })).toThrow(RangeError);
});
