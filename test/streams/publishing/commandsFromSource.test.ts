import {
  type Applied,
  type Command,
  commandsFromSource,
  inProcess,
  iterate,
  obey,
  type Source,
  type UnreadableCommand,
} from 'gradstream/streams';
import { asyncScheduler, finalize, lastValueFrom, map, Observable, Subject, toArray } from 'rxjs';
import { expect, test } from 'vitest';

const encoded = (text: string) => new TextEncoder().encode(text);

/** A source of texts, which says what was acknowledged. */
function control(...texts: string[]) {
  const broker = inProcess();
  for (const value of texts) void broker.sink.send({ value: encoded(value) });
  const acknowledged: string[] = [];
  let asked = 0;
  const source: Source = {
    ...broker.source,
    open: ({ demand$, ...options }) =>
      broker.source
        .open({
          ...options,
          demand$: demand$.pipe(
            map((count) => {
              asked += count;
              return count;
            }),
          ),
        })
        .pipe(
          map((delivery) => ({
            ...delivery,
            ack() {
              delivery.ack();
              acknowledged.push(new TextDecoder().decode(delivery.value));
            },
          })),
        ),
  };
  return { source, send: broker.sink, acknowledged, asked: () => asked };
}

/** What is left for the next who opens the source. */
function leftIn(source: Source): string[] {
  const left: string[] = [];
  const demand$ = new Subject<number>();
  const reading = source
    .open({ demand$ })
    .subscribe(({ value }) => left.push(new TextDecoder().decode(value)));
  demand$.next(100);
  reading.unsubscribe();
  return left;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('commandsFromSource() lets a run obey, and acknowledges what was applied', async () => {
  const { source, acknowledged } = control('rate 0.5', '{"type":"stop","at":3,"id":"x"}');
  const { command$, applied } = commandsFromSource(source);
  const told: Applied[] = [];
  const indices = await lastValueFrom(
    iterate({ count: 9, scheduler: asyncScheduler }).pipe(
      obey(command$, {
        next(each) {
          applied.next(each);
          told.push(each);
        },
      }),
      map(({ index }) => index),
      toArray(),
    ),
  );
  expect(indices).toEqual([0, 1, 2]);
  expect(told.at(-1)).toEqual({ command: { type: 'stop', at: 3, id: 'x' }, iteration: 3 });
  expect(acknowledged).toEqual(['rate 0.5', '{"type":"stop","at":3,"id":"x"}']);
  expect(leftIn(source)).toEqual([]);
});

test('commandsFromSource() acknowledges nothing before it is applied', async () => {
  const { source, acknowledged } = control('pause at 7', 'stop');
  const { command$, applied } = commandsFromSource(source);
  const commands: Command[] = [];
  const subscription = command$.subscribe((command) => commands.push(command));
  await settled();
  expect(commands).toEqual([{ type: 'pause', at: 7 }, { type: 'stop' }]);
  expect(acknowledged).toEqual([]);
  applied.next({ command: commands[1], iteration: 1 });
  expect(acknowledged).toEqual(['stop']);
  subscription.unsubscribe();
  expect(leftIn(source)).toEqual(['pause at 7']);
});

test('commandsFromSource() acknowledges what is no command, and tells why', async () => {
  const { source, acknowledged } = control('halt', 'rate -1', '{"type":', 'pause');
  const unreadable: UnreadableCommand[] = [];
  const { command$ } = commandsFromSource(source, {
    unreadable: { next: (each) => unreadable.push(each) },
  });
  const commands: Command[] = [];
  const subscription = command$.subscribe((command) => commands.push(command));
  await settled();
  subscription.unsubscribe();
  expect(commands).toEqual([{ type: 'pause' }]);
  expect(unreadable.map(({ line }) => line)).toEqual(['halt', 'rate -1', '{"type":']);
  expect(unreadable[1].why).toContain('found -1');
  expect(acknowledged).toEqual(['halt', 'rate -1', '{"type":']);
});

test('commandsFromSource() acknowledges what obey() refuses because the run has ended, before it disconnects', async () => {
  const { source, acknowledged } = control('pause at 100');
  let acknowledgedInTime: readonly string[] = [];
  const observed: Source = {
    ...source,
    open: (options) =>
      source.open(options).pipe(
        finalize(() => {
          acknowledgedInTime = [...acknowledged];
        }),
      ),
  };
  const { command$, applied } = commandsFromSource(observed);
  const told: Applied[] = [];
  const run$ = iterate({ count: 3, scheduler: asyncScheduler }).pipe(
    obey(command$, {
      next(each) {
        applied.next(each);
        told.push(each);
      },
    }),
  );
  await lastValueFrom(run$);
  expect(told.map(({ refused }) => refused)).toEqual(['the run has ended']);
  expect(acknowledgedInTime).toEqual(['pause at 100']);
});

test('commandsFromSource() obeys once what is delivered twice, and acknowledges both', async () => {
  const delivered: string[] = [];
  const source: Source = {
    name: 'twice',
    abilities: { redelivers: true, resumes: false },
    open: () =>
      new Observable((subscriber) => {
        for (const [i, id] of ['a', 'a'].entries()) {
          subscriber.next({
            id,
            value: encoded('evaluate'),
            position: { part: 'p', at: String(i) },
            ack: () => delivered.push(`${id}${i}`),
            nak() {},
            extend() {},
          });
        }
      }),
  };
  const { command$, applied } = commandsFromSource(source);
  const commands: Command[] = [];
  const subscription = command$.subscribe((command) => commands.push(command));
  await settled();
  expect(commands).toEqual([{ type: 'evaluate' }]);
  applied.next({ command: commands[0], iteration: 0 });
  expect(delivered).toEqual(['a0', 'a1']);
  subscription.unsubscribe();
});

test('commandsFromSource() asks for no more than may wait', async () => {
  const { source, asked } = control('pause at 5', 'resume at 6', 'stop at 7', 'evaluate');
  const { command$, applied } = commandsFromSource(source, { ahead: 2 });
  const commands: Command[] = [];
  const subscription = command$.subscribe((command) => commands.push(command));
  await settled();
  expect([asked(), commands.length]).toEqual([2, 2]);
  applied.next({ command: commands[0], iteration: 5 });
  await settled();
  expect([asked(), commands.length]).toEqual([3, 3]);
  subscription.unsubscribe();
});

test('commandsFromSource() knows nothing of commands from elsewhere', () => {
  const { applied } = commandsFromSource(control().source);
  expect(() => applied.next({ command: { type: 'stop' }, iteration: 1 })).not.toThrow();
});
