import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { loadNewestCheckpoint } from 'gradstream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Format } from './hostileKinds.js';
import { expectLetters, idsUsed } from './hostileLetters.js';
import { type HostileRecord, hostileRecords } from './hostileRecords.js';
import { type Transport, transports, type Way, type Ways } from './hostileTransports.js';
import { hasRedis, redisServer } from './redis/redisServer.js';

/*
 * The same as in hostile.test.ts, through the real command. By default two transports are tried, with
 * GRADSTREAM_PAYLOADS=20000 all of them.
 */

const payloads = Number(process.env.GRADSTREAM_PAYLOADS ?? 400);
const seed = Number(process.env.GRADSTREAM_SEED ?? Date.now() % 2 ** 31);
const cli = new URL('../../../dist/command/gradstream.js', import.meta.url).pathname;
const batch = 8;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradstream-hostile-'));
});
const children = new Set<ChildProcess>();
afterAll(async () => {
  // Those of a test that has failed.
  for (const child of children) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** `gradstream learn` to its end, and the most memory that it had, where the system tells. */
async function learn(way: Pick<Way, 'address' | 'input'>, ...more: readonly string[]) {
  const { address = '-', input } = way;
  const options = ['--features', '3', '--classes', '3', '--json'];
  const child = spawn(process.execPath, [cli, 'learn', '--from', address, ...options, ...more]);
  children.add(child);
  const written = { stdout: '', stderr: '' };
  child.stdout.on('data', (text: Buffer) => {
    written.stdout += text.toString('latin1');
  });
  child.stderr.on('data', (text: Buffer) => {
    written.stderr += text.toString('latin1');
  });
  // It reads no further than it has to.
  child.stdin.on('error', () => {});
  if (input === undefined) child.stdin.end();
  else input.pipe(child.stdin);
  let peakBytes = 0;
  const watching = setInterval(() => {
    peakBytes = Math.max(peakBytes, peakOf(child.pid));
  }, 20);
  const [code] = await once(child, 'close');
  clearInterval(watching);
  children.delete(child);
  return { code, ...written, peakBytes };
}

/** The most memory that a process has had; 0 where the system does not tell, or it has ended. */
function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return 1024 * Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** What has been learnt, and the ids of what it was learnt from. */
async function outcomeOf(run: string) {
  const { checkpoint } = await loadNewestCheckpoint(join(run, 'checkpoints'));
  if (checkpoint === undefined) throw new Error(`There is no checkpoint in ${run}`);
  const { iteration, files } = checkpoint;
  const parameters = createHash('sha256').update(files['parameters.safetensors']).digest('hex');
  const { intake, scores } = JSON.parse(Buffer.from(files['state.json']).toString());
  const ids: string[] = intake.ids;
  return { learnt: { iteration, parameters, scores }, ids };
}

const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');

/** One run over all records, and one over the examples among them. */
async function besiege(
  transport: Transport,
  ways: Ways,
  format: Format,
  count: number,
): Promise<void> {
  const { batch: size, ids, name } = transport;
  const huge = Math.max(1, Math.round(count / 300));
  const records = hostileRecords({ ...transport, format, count, seed, huge });
  const examples = records.filter(({ becomes }) => becomes === 'example');
  const steps = ['--batch-size', `${size}`, '--count', `${examples.length / size}`];
  // What is saved is acknowledged, and some senders wait for that with each record.
  const saving = ['--save-every', size === 1 ? '1' : '50'];
  const run = async (topic: string, sent: readonly HostileRecord[]) => {
    const way = await ways.open(topic);
    const at = join(folder, `${name} ${topic}`);
    const [ended] = await Promise.all([
      learn(way, '--format', format, '--run', at, ...saving, ...steps),
      way.send(sent),
    ]);
    return { ended, at };
  };
  const [{ ended, at }, clean] = await Promise.all([
    run(`all-${format}`, records),
    run(`clean-${format}`, examples),
  ]);

  expect(clean.ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).toMatch(/^[ -~\n]*$/);
  const events = linesOf(ended.stdout).map((line) => JSON.parse(line));
  const refused = records.filter(({ becomes }) => becomes instanceof RegExp);
  expect(events.at(-1)).toMatchObject({ type: 'end', unreadable: refused.length });

  const text = await readFile(join(at, 'dead-letters.ndjson'), 'latin1');
  expectLetters(linesOf(text), records, ids);
  const outcome = await outcomeOf(at);
  expect(outcome.learnt).toEqual((await outcomeOf(clean.at)).learnt);
  const used = idsUsed(examples).slice(-10_000);
  expect(outcome.ids.length).toBe(used.length);
  for (const [i, id] of used.entries())
    if (ids && id !== undefined) expect(outcome.ids[i]).toBe(id);
}

const isFull = payloads >= 20_000;
const tried = transports.filter(
  ({ name }) => name !== 'a topic in the process' && (isFull || /^(?:lines|Redis)/.test(name)),
);
const ways = tried.reduce((sum, { formats }) => sum + (isFull ? formats.length : 1), 0);

describe.concurrent.each(tried)(
  `gradstream learn, with what is no example (seed ${seed}), $name`,
  (transport) => {
    let opened: Ways | undefined;
    beforeAll(async () => {
      if (transport.installed) opened = await transport.start();
    });
    afterAll(() => opened?.end());

    // Packed numbers where they can be sent.
    const formats = isFull ? transport.formats : transport.formats.slice(-1);
    test.skipIf(!transport.installed).sequential.each(formats)(
      '%s: goes on, and keeps it',
      async (format) => {
        if (opened !== undefined)
          await besiege(transport, opened, format, Math.ceil(payloads / ways));
      },
      60_000 + 20 * payloads,
    );
  },
);

const example = '{"features":[1,2,3],"label":1}\n';

describe.concurrent('gradstream learn', () => {
  test('takes a line of 100 MB for what it is, in no more memory than without it', async () => {
    const chunk = Buffer.alloc(1 << 20, '[');
    const whole = createHash('sha256');
    function* input(chunks: number) {
      yield Buffer.from(example.repeat(batch));
      for (let i = 0; i < chunks; i++) {
        whole.update(chunk);
        yield chunk;
      }
      yield Buffer.from(`\n${example.repeat(batch)}`);
    }
    const run = (name: string, chunks: number) => {
      const options = ['--run', join(folder, name), '--batch-size', `${batch}`];
      return learn({ input: Readable.from(input(chunks), { objectMode: false }) }, ...options);
    };
    const without = await run('without', 0);
    const ended = await run('long', 100);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(
      linesOf(ended.stdout)
        .map((line) => JSON.parse(line))
        .at(-1),
    ).toEqual({
      type: 'end',
      iteration: 2,
      unreadable: 1,
    });
    const [line] = linesOf(await readFile(join(folder, 'long', 'dead-letters.ndjson'), 'latin1'));
    const letter = JSON.parse(line);
    expect(letter).toMatchObject({
      reason: `${100 << 20} bytes; the source takes ${1 << 20} at most`,
      id: 'the standard input:9',
      cut: { bytes: 100 << 20, sha256: whole.digest('hex') },
    });
    expect(Buffer.from(letter.payload, 'base64').equals(chunk.subarray(0, 512 * 1024))).toBe(true);
    if (process.platform === 'linux')
      expect(ended.peakBytes - without.peakBytes).toBeLessThan(64 << 20);
  });

  test.skipIf(!hasRedis)(
    'puts what it cannot read into a sink with an address (needs redis-server)',
    async () => {
      const server = await redisServer();
      try {
        const huge = '\u001b[2J'.repeat(300_000);
        const input = Readable.from([
          `${example.repeat(batch)}{"features":\n\u001b]0;x\u0007\n${huge}\n${example.repeat(batch)}`,
        ]);
        const to = ['--dead-letters', `${server.url}/letters`, '--batch-size', `${batch}`];
        const ended = await learn({ input }, ...to);
        expect(ended).toMatchObject({ code: 0, stderr: '' });
        expect(ended.stdout).toMatch(/^[ -~\n]*$/);
        const letters = (await server.client.xrange('letters', '-', '+')).map(([, fields]) =>
          JSON.parse(fields[1]),
        );
        expect(letters.map(({ reason, cut }) => [reason, cut?.bytes])).toEqual([
          ['not JSON', undefined],
          ['not JSON', undefined],
          ['1200000 bytes; the source takes 1048576 at most', 1_200_000],
        ]);
      } finally {
        await server.end();
      }
    },
  );
});
