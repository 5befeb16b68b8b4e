import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { type Delivery, linesSink, linesSource, type Source } from 'gradstream/streams';
import { lastValueFrom, NEVER, of, Subject, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectorLaws } from './laws.js';
import { lineRelay } from './lineRelay.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const textOf = ({ value }: Pick<Delivery, 'value'>) => new TextDecoder().decode(value);
const all = async (source: Source, after?: Record<string, string>) => {
  const deliveries = await lastValueFrom(
    source.open({ demand$: of(1_000_000), after }).pipe(toArray()),
  );
  return deliveries.map(textOf);
};

connectorLaws(
  'lines over sockets',
  async () => {
    const relay = await lineRelay();
    return {
      source: () => linesSource(() => relay.reader(), { name: 'relay' }),
      sink: () => linesSink(relay.writer(), { name: 'relay' }),
      connections: () => relay.connections(),
      end: () => relay.end(),
    };
  },
  {
    ids: false,
    newlines: false,
    nowhere: () => linesSource(() => connect(1, '127.0.0.1'), { name: 'nowhere' }),
  },
);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradstream-lines-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('linesSource()', () => {
  test.each<[string, pieces: string[], lines: string[]]>([
    ['nothing', [], []],
    ['a newline', ['\n'], ['']],
    ['a last line without newline', ['a\nb'], ['a', 'b']],
    ['a last line with newline', ['a\nb\n'], ['a', 'b']],
    ['empty lines', ['\n\na\n\n'], ['', '', 'a', '']],
    [
      'lines over several pieces',
      ['a', '', 'b', 'c\nd', '\n', 'e\nf\ng'],
      ['abc', 'd', 'e', 'f', 'g'],
    ],
    ['other ends of lines as they are', ['a\r\nb\rc\u2028d'], ['a\r', 'b\rc\u2028d']],
    ['characters that are cut in two', ['\u{1f408}\u{1f408}\n'], ['\u{1f408}\u{1f408}']],
  ])('reads %s', async (_name, pieces, lines) => {
    const whole = pieces.map(bytes);
    expect(await all(linesSource(() => Readable.from(whole)))).toEqual(lines);
    const single = [...Buffer.concat(whole)].map((byte) => Uint8Array.of(byte));
    expect(await all(linesSource(() => Readable.from(single)))).toEqual(lines);
  });

  test('reads a file of 100,000 lines, and behind a position the rest of it', async () => {
    const path = join(folder, 'many.txt');
    const lines = Array.from({ length: 100_000 }, (_, i) => `line ${i + 1}`);
    await writeFile(path, lines.join('\n'));
    const source = linesSource(() => createReadStream(path), { name: 'many' });
    expect(await all(source)).toEqual(lines);
    expect(await all(source, { many: '99990' })).toEqual(lines.slice(99_990));
    expect(await all(source, { many: '100000' })).toEqual([]);
    await expect(all(source, { many: '100001' })).rejects.toThrow(
      'Cannot read many: it has 100000 lines, and was read up to line 100001',
    );
    await expect(all(source, { many: 'x' })).rejects.toThrow('"x" is not the number of a line');
  });

  test('reads the output of a process while it runs', async () => {
    const child = spawn(process.execPath, [
      '-e',
      'process.stdin.on("data", (d) => process.stdout.write("got " + d + "\\n"))',
    ]);
    const sink = linesSink(child.stdin);
    const source = linesSource(child.stdout);
    const got: string[] = [];
    const ended = new Promise<void>((resolve, reject) => {
      source.open({ demand$: of(2) }).subscribe({
        next: (delivery) => got.push(textOf(delivery)),
        complete: resolve,
        error: reject,
      });
    });
    await sink.send({ value: bytes('one') });
    await expect.poll(() => got).toEqual(['got one', '']);
    await sink.close();
    await ended;
  });

  test('reads no more of a stream than a piece ahead of what is asked for', async () => {
    let made = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) yield bytes(`${made++}\n`);
      })(),
      { objectMode: false, highWaterMark: 64 },
    );
    const demand$ = new Subject<number>();
    const got: string[] = [];
    const reading = linesSource(endless)
      .open({ demand$ })
      .subscribe((delivery) => got.push(textOf(delivery)));
    demand$.next(100);
    await expect.poll(() => got.length).toBe(100);
    await new Promise(setImmediate);
    expect(made).toBeLessThan(200);
    reading.unsubscribe();
    expect(endless.destroyed).toBe(true);
  });

  test('ends behind the last line without being asked for more', async () => {
    const source = linesSource(() => Readable.from([bytes('a\nb\n')]));
    const deliveries = await lastValueFrom(source.open({ demand$: of(2) }).pipe(toArray()));
    expect(deliveries.map(({ id, position }) => [id, position])).toEqual([
      ['lines:1', { part: 'lines', at: '1' }],
      ['lines:2', { part: 'lines', at: '2' }],
    ]);
    const empty = linesSource(() => Readable.from([]));
    expect(await lastValueFrom(empty.open({ demand$: NEVER }).pipe(toArray()))).toEqual([]);
  });

  test('gives the beginning of a line that is too long, with the size and the digest of all of it', async () => {
    const pieces = ['abc\n', 'de', 'fg\nh', 'ij', 'k', '\n\nlmno'].map(bytes);
    const source = linesSource(() => Readable.from(pieces), { maxBytes: 3 });
    const deliveries = await lastValueFrom(source.open({ demand$: of(9) }).pipe(toArray()));
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
    const whole = (text: string) => ({ bytes: text.length, sha256: sha256(text) });
    expect(deliveries.map((each) => [textOf(each), each.whole])).toEqual([
      ['abc', undefined],
      ['def', whole('defg')],
      ['hij', whole('hijk')],
      ['', undefined],
      ['lmn', whole('lmno')],
    ]);
    expect(deliveries.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5].map((line) => `lines:${line}`));
  });

  test.each<[string, () => Readable, message: string | RegExp]>([
    [
      'that is not there',
      () => createReadStream(join(folder, 'missing.txt')),
      /^Cannot read lines: ENOENT/,
    ],
    [
      'that breaks off',
      () => {
        const stream = new PassThrough();
        setImmediate(() => stream.destroy());
        return stream;
      },
      'Cannot read lines: its stream was closed before its end',
    ],
  ])('fails with a stream %s', async (_name, stream, message) => {
    await expect(all(linesSource(stream))).rejects.toThrow(message);
    await expect(all(linesSource(stream))).rejects.toMatchObject({ name: 'ConnectorError' });
  });

  test('says that a stream can be opened once', async () => {
    const source = linesSource(Readable.from([bytes('a')]));
    expect(await all(source)).toEqual(['a']);
    await expect(all(source)).rejects.toThrow('give a function that makes one');
  });
});

/** A stream whose writes end when the test says so. */
function slowStream() {
  const begun: { readonly text: string; readonly done: (error?: Error) => void }[] = [];
  const stream = new Writable({
    highWaterMark: 4,
    write: (chunk, _encoding, done) => begun.push({ text: String(chunk), done }),
  });
  return { begun, stream };
}

describe('linesSink()', () => {
  test('writes a file that linesSource() reads', async () => {
    const path = join(folder, 'written.txt');
    const sink = linesSink(createWriteStream(path));
    await Promise.all(['a', '', '\u{1f408}'].map((text) => sink.send({ value: bytes(text) })));
    await sink.close();
    expect(await readFile(path, 'utf8')).toBe('a\n\n\u{1f408}\n');
    expect(await all(linesSource(createReadStream(path)))).toEqual(['a', '', '\u{1f408}']);
  });

  test('resolves when a line is written, and gives a full stream no more', async () => {
    const { begun, stream } = slowStream();
    const sink = linesSink(stream);
    const done: string[] = [];
    const sending = ['a', 'b', 'c', 'd'].map(async (text) => {
      await sink.send({ value: bytes(text) });
      done.push(text);
    });
    await new Promise(setImmediate);
    expect(done).toEqual([]);
    expect(stream.writableLength).toBe(4);
    while (done.length < 4) {
      begun.at(-1)?.done();
      await new Promise(setImmediate);
      expect(stream.writableLength).toBeLessThanOrEqual(4);
    }
    await Promise.all(sending);
    expect(done).toEqual(['a', 'b', 'c', 'd']);
    expect(begun.map(({ text }) => text)).toEqual(['a\n', 'b\n', 'c\n', 'd\n']);
  });

  test('rejects all that is not written when its stream fails', async () => {
    const { begun, stream } = slowStream();
    const sink = linesSink(stream, { name: 'pipe' });
    const sent = Promise.allSettled(
      ['a', 'b', 'c'].map((text) => sink.send({ value: bytes(text) })),
    );
    begun[0].done(new Error('EPIPE'));
    for (const result of await sent) {
      expect(result).toMatchObject({
        reason: { name: 'ConnectorError', message: 'Cannot write to pipe: EPIPE' },
      });
    }
    await expect(sink.send({ value: bytes('d') })).rejects.toThrow('Cannot write to pipe: EPIPE');
    await sink.close();
  });

  test('takes no record with a newline in it, and nothing behind close()', async () => {
    const sink = linesSink(new PassThrough(), { name: 'pipe' });
    await expect(sink.send({ value: bytes('a\nb') })).rejects.toMatchObject({
      name: 'ConnectorError',
      message: 'Cannot write to pipe: a record of lines has no newline in it; found one at byte 1',
      isFinal: true,
    });
    await sink.close();
    await expect(sink.send({ value: bytes('a') })).rejects.toThrow('it was closed');
    await sink.close();
  });

  test('leaves standard output open', async () => {
    const code = `
      const { linesSink } = await import(process.argv[1]);
      const sink = linesSink(process.stdout);
      await sink.send({ value: Buffer.from('a') });
      await sink.close();
      console.log('b');
    `;
    const built = new URL('../../../dist/streams/index.js', import.meta.url).href;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code, built]);
    const lines = all(linesSource(child.stdout));
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(await lines).toEqual(['a', 'b']);
  });
});
