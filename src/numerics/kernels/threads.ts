import { availableParallelism } from 'node:os';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import {
  type Multiply,
  type MultiplyBytes,
  type MultiplyBytesTransposed,
  type MultiplyTransposed,
  productsModule,
  type SimdProducts,
  scratchBytes,
} from './simdProducts.js';

/*
 * Large products on all cores: worker threads that attend to one shared memory, where
 * assembly/threads.ts shares the pieces of a product out.
 *
 * The workers are started when there has been enough for them to do, and nobody waits for them: until
 * they attend, and wherever they cannot be had, products are computed alone. Between products they
 * sleep. They keep no process alive, and are ended when nobody can want a product of them any more.
 */

/** How many threads compute: 1 for no other than one's own, 'auto' for one on each core, up to 8. */
export type ThreadCount = number | 'auto';

const MOST_BY_THEMSELVES = 8;
const MOST = 128;

/**
 * The number that `threads` comes to on this machine.
 *
 * @throws {RangeError} when it is not an integer from 1 to 128
 * @example
 * countThreads(4) // => 4
 */
export function countThreads(threads: ThreadCount): number {
  if (threads === 'auto') return Math.min(availableParallelism(), MOST_BY_THEMSELVES);
  if (Number.isInteger(threads) && threads >= 1 && threads <= MOST) return threads;
  throw new RangeError(
    `The number of threads must be an integer from 1 to ${MOST}, not ${threads}`,
  );
}

/** What the threads compute in, and when. */
export interface ThreadsOptions {
  /** A shared memory. */
  readonly memory: WebAssembly.Memory;
  /** Address of `scratchBytes` in it, for the thread that wants the products. */
  readonly scratch: number;
  /** Gives bytes in it that are zero and nobody else's, at a multiple of 64; undefined if there are none. */
  readonly reserve: (bytes: number) => number | undefined;
  /** How many there are, with the one that wants the products. */
  readonly threads: number;
  /** The least work of a product that is shared: multiply-adds in float32, where one in float64 counts twice. */
  readonly leastWork?: number;
  /** How long a piece that does not come back is waited for, at least. Default 10 s. */
  readonly patienceMs?: number;
}

/** One of the products of simdProducts.ts: its precision, and how its factors are stored. */
export interface Product {
  readonly float64: boolean;
  readonly aTransposed: boolean;
  readonly bTransposed: boolean;
}

/**
 * From here on sharing wins even when the others must be woken, which takes about 50 us: alone, this
 * much takes 80 us. When they are awake it wins from 5 us on, but it is little that is won.
 */
const LEAST_WORK = 2 ** 21;
/** The others are started after that many times the least work, 20 ms: starting one takes about as long. */
const STARTS_AFTER = 2 ** 8;
/** Pieces are not made shorter than this for the sake of balance: packing would take too long. */
const BALANCED_LENGTH = 96;
/** Steps of a cut: full tiles, and no cache line of C that two threads write to at length. */
const ROW_STEP = 4;
const COL_STEP = 16;
/** Several short waits and not a long one: time in which the whole process stands still ends one of them. */
const WAITS = 10;
/** Work for which one wait more is granted. */
const WORK_OF_A_WAIT = 2 ** 30;

/** The threads of one memory. */
export class Threads {
  readonly #options: Required<ThreadsOptions>;
  /** Whether there are no others, or no more. */
  #alone: boolean;
  /** The work of large products up to now, until the others are started. */
  #missed = 0;
  #team: Team | undefined;

  constructor(options: ThreadsOptions) {
    this.#options = { leastWork: LEAST_WORK, patienceMs: 10_000, ...options };
    this.#alone = options.threads === 1;
  }

  /** How many would share a product now. */
  get ready(): number {
    return this.#team === undefined ? 1 : 1 + this.#team.ready(this.#team.control);
  }

  /**
   * C = scale A B, for C (n x m) and an inner size k; B are bytes where there is a table. False when it has yet to be computed: it is too
   * small, or the others are not ready, or one of them did not come back.
   */
  share(
    { float64, aTransposed, bTransposed }: Product,
    c: number,
    a: number,
    b: number,
    n: number,
    k: number,
    m: number,
    scale: number,
    table = 0,
  ): boolean {
    const work = n * k * m * (float64 ? 2 : 1);
    if (this.#alone || work < this.#options.leastWork) return false;
    this.#missed += work;
    if (this.#missed < STARTS_AFTER * this.#options.leastWork) return false;
    this.#team ??= this.#start();
    const count = this.ready;
    const byRows = n >= m;
    const length = byRows ? n : m;
    const size = pieceSize(length, byRows ? ROW_STEP : COL_STEP, count);
    if (this.#team === undefined || count === 1 || size >= length) return false;
    const { control, share, workers } = this.#team;
    const waits = WAITS + Math.ceil(work / WORK_OF_A_WAIT);
    const waitMs = Math.ceil(this.#options.patienceMs / WAITS);
    // biome-ignore format: in the groups of assembly/threads.ts
    const whole = share(
      control, Number(float64), Number(aTransposed), Number(bTransposed),
      c, a, b, n, k, m, scale, table, Number(byRows), size, waits, waitMs,
    );
    if (whole !== 0) return true;
    dismiss(workers);
    this.#team = undefined;
    this.#alone = true;
    return false;
  }

  #start(): Team | undefined {
    const team = startTeam(this.#options);
    if (team === undefined) this.#alone = true;
    else unwanted.register(this, team.workers);
    return team;
  }
}

/** In as many pieces as there are threads; in twice as many where that evens the end out cheaply. */
function pieceSize(length: number, step: number, threads: number): number {
  const pieces = length >= 2 * threads * BALANCED_LENGTH ? 2 * threads : threads;
  return Math.ceil(length / pieces / step) * step;
}

/** The others of a memory, and the one's way to them. */
interface Team extends SharingExports {
  readonly workers: readonly Worker[];
  /** Address of what they share. */
  readonly control: number;
}

/** What assembly/threads.ts exports for the thread that wants products. */
interface SharingExports {
  readonly ready: (control: number) => number;
  // biome-ignore format: in the groups of assembly/threads.ts
  readonly share: (
    control: number, float64: number, aTransposed: number, bTransposed: number,
    c: number, a: number, b: number, n: number, k: number, m: number, scale: number, table: number,
    byRows: number, size: number, waits: number, waitMs: number,
  ) => number;
}

interface Exports extends SharingExports {
  readonly controlBytes: { readonly value: number };
  readonly useScratch: (address: number) => void;
}

/** A text and not a file, so that it is found from the sources, from the package and from a bundle. */
const WORKER = `
const { module, memory, control, scratch } = require('node:worker_threads').workerData;
new WebAssembly.Instance(module, { env: { memory } }).exports.attend(control, scratch);
`;

function startTeam({ memory, scratch, reserve, threads }: ThreadsOptions): Team | undefined {
  const module = productsModule();
  const { exports } = new WebAssembly.Instance<Exports>(module, { env: { memory } });
  exports.useScratch(scratch);
  const control = reserve(exports.controlBytes.value);
  if (control === undefined) return undefined;
  const workers: Worker[] = [];
  while (workers.length < threads - 1) {
    const own = reserve(scratchBytes);
    if (own === undefined) break;
    const worker = startWorker({ module, memory, control, scratch: own });
    if (worker === undefined) break;
    workers.push(worker);
  }
  return workers.length === 0 ? undefined : { ...exports, workers, control };
}

/** What a worker is given. */
interface WorkerData {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: number;
  readonly scratch: number;
}

/** Undefined where no worker may be started, as under Node's permission model. */
function startWorker(workerData: WorkerData): Worker | undefined {
  try {
    const worker = new Worker(WORKER, { eval: true, execArgv: [], env: SHARE_ENV, workerData });
    worker.unref();
    worker.on('error', ignore);
    return worker;
  } catch {
    return undefined;
  }
}

/** A worker that fails to start, or is out of memory, is one that is not ready. */
function ignore(): void {}

/** Ends the workers of threads that are collected. Nothing in them leads back to the memory. */
const unwanted = new FinalizationRegistry(dismiss);

function dismiss(workers: readonly Worker[]): void {
  for (const worker of workers) void worker.terminate();
}

/** The products, the large ones shared among the threads. */
export function shareProducts(alone: SimdProducts, threads: Threads): SimdProducts {
  return {
    ...alone,
    multiplyF64: shared(threads, AB(true), alone.multiplyF64),
    multiplyTransposedF64: scaled(threads, ABt(true), alone.multiplyTransposedF64),
    transposedMultiplyF64: shared(threads, AtB(true), alone.transposedMultiplyF64),
    multiplyBytesF64: sharedBytes(threads, ABt(true), alone.multiplyBytesF64),
    multiplyBytesTransposedF64: scaledBytes(threads, AB(true), alone.multiplyBytesTransposedF64),
    multiplyF32: shared(threads, AB(false), alone.multiplyF32),
    multiplyTransposedF32: scaled(threads, ABt(false), alone.multiplyTransposedF32),
    transposedMultiplyF32: shared(threads, AtB(false), alone.transposedMultiplyF32),
    multiplyBytesF32: sharedBytes(threads, ABt(false), alone.multiplyBytesF32),
    multiplyBytesTransposedF32: scaledBytes(threads, AB(false), alone.multiplyBytesTransposedF32),
  };
}

const AB = (float64: boolean) => ({ float64, aTransposed: false, bTransposed: false });
const ABt = (float64: boolean) => ({ float64, aTransposed: false, bTransposed: true });
const AtB = (float64: boolean) => ({ float64, aTransposed: true, bTransposed: false });

function shared(threads: Threads, product: Product, alone: Multiply): Multiply {
  return (c, a, b, n, k, m) => {
    if (!threads.share(product, c, a, b, n, k, m, 1)) alone(c, a, b, n, k, m);
  };
}

function scaled(threads: Threads, product: Product, alone: MultiplyTransposed): MultiplyTransposed {
  return (c, a, b, n, k, m, scale) => {
    if (!threads.share(product, c, a, b, n, k, m, scale)) alone(c, a, b, n, k, m, scale);
  };
}

/** The bytes are those of B^T: what is transposed with numbers is not with bytes. */
function sharedBytes(threads: Threads, product: Product, alone: MultiplyBytes): MultiplyBytes {
  return (c, a, b, n, k, m, table) => {
    if (!threads.share(product, c, a, b, n, k, m, 1, table)) alone(c, a, b, n, k, m, table);
  };
}

function scaledBytes(
  threads: Threads,
  product: Product,
  alone: MultiplyBytesTransposed,
): MultiplyBytesTransposed {
  return (c, a, b, n, k, m, scale, table) => {
    if (!threads.share(product, c, a, b, n, k, m, scale, table)) {
      alone(c, a, b, n, k, m, scale, table);
    }
  };
}
