/*
 * The producer of `npm run bench -- flood`, in a process of its own: it sends 5,000 examples a second from when it
 * starts, as far as they are taken.
 */
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { type DoorName, doors } from './door.js';
import { exampleOf } from './example.js';

/** What has become of the examples so far; asked for by any message, which also stops it where it is 'stop'. */
export interface Produced {
  /** That were to be sent, by the clock. */
  readonly due: number;
  /** That were taken. */
  readonly sent: number;
  /** That their sender was told to send again. */
  readonly refused: number;
}

const PER_SECOND = 5_000;
/** Examples on their way. */
const MOST = 20_000;
/** Lines of a request, or of a write. */
const LINES = 100;
const TICK_MS = 10;
const ACCEPTED = 202;

const [door, port]: [DoorName, number] = JSON.parse(process.argv[2]);
const agent = new Agent({ keepAlive: true });
const encoder = new TextEncoder();
let begun = 0;
let sent = 0;
let refused = 0;
let endMs: number | undefined;

const startMs = performance.now();
const due = () => Math.floor((((endMs ?? performance.now()) - startMs) * PER_SECOND) / 1000);
const sink = doors[door].sink?.(port);
const unit = sink === undefined ? LINES : 1;

/** Hands over `unit` examples from `n` on; whether they were taken. */
async function handOver(n: number): Promise<boolean> {
  if (sink !== undefined) {
    await sink.send({ value: encoder.encode(exampleOf(n)), id: String(n) });
    return true;
  }
  const lines = Array.from({ length: LINES }, (_, i) => `${exampleOf(n + i)}\n`).join('');
  if (door === 'webhook') return post(lines, n);
  if (!process.stdout.write(lines)) await once(process.stdout, 'drain');
  return true;
}

async function post(body: string, n: number): Promise<boolean> {
  const headers = { 'Content-Type': 'application/x-ndjson', 'Idempotency-Key': String(n) };
  const sending = request({ host: '127.0.0.1', port, method: 'POST', agent, headers });
  sending.end(body);
  const [response] = await once(sending, 'response');
  response.resume();
  return response.statusCode === ACCEPTED;
}

function send(n: number): void {
  handOver(n).then(
    (isTaken) => {
      if (isTaken) sent += unit;
      else refused += unit;
    },
    () => {
      refused += unit;
    },
  );
}

const pace = setInterval(() => {
  // Lines go through one pipe: the next waits until it has room.
  const most = door === 'stdin' ? LINES : MOST;
  while (begun + unit <= due() && begun - sent - refused + unit <= most) {
    send(begun);
    begun += unit;
  }
}, TICK_MS);

process.on('message', (order) => {
  if (order === 'stop') {
    endMs ??= performance.now();
    clearInterval(pace);
  }
  process.send?.({ due: due(), sent, refused } satisfies Produced);
});
process.on('disconnect', () => process.exit());
