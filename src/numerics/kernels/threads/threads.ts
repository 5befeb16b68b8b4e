import { dismiss, startTeam, type Team, type TeamOptions, unwanted } from './team.js';

/*
 * Large products on all cores: worker threads that attend to one shared memory, where
 * assembly/threads.ts shares the pieces of a product out.
 *
 * The workers are started when there has been enough for them to do, and nobody waits for them: until
 * they attend, and wherever they cannot be had, products are computed alone. Between products they
 * sleep. They keep no process alive, and are ended when nobody can want a product of them any more.
 */

/** What the threads compute in, and when. */
export interface ThreadsOptions extends TeamOptions {
  /** The least work that is shared (see `workOf`). */
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
/** The others start after so many times the least work, 20 ms: it takes them about as long. */
const STARTS_AFTER = 2 ** 8;
/** Pieces are not made shorter than this for the sake of balance: packing would take too long. */
const BALANCED_LENGTH = 96;
/** Steps of a cut: full tiles, and no cache line of C that two threads write to at length. */
const ROW_STEP = 4;
const COL_STEP = 16;
/** Several short waits and not a long one: a pause of the whole process ends only one of them. */
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

  /** Whether a product of so much work is shared, once the others are there. */
  isWorthwhile(work: number): boolean {
    return !this.#alone && work >= this.#options.leastWork;
  }

  /**
   * C = scale A B, for C (n x m) and an inner size k; B are bytes where there is a table. False when it
   * has yet to be computed: it is too small, the others are not ready, or one of them did not come back.
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
    const work = workOf(n * k * m, float64);
    if (!this.isWorthwhile(work)) return false;
    this.#missed += work;
    if (this.#missed < STARTS_AFTER * this.#options.leastWork) return false;
    this.#team ??= this.#start();
    const count = this.ready;
    const byRows = n >= m;
    const length = byRows ? n : m;
    const size = pieceSize(length, byRows ? ROW_STEP : COL_STEP, count);
    if (this.#team === undefined || count === 1 || size >= length) return false;
    const { control, share } = this.#team;
    const waits = WAITS + Math.ceil(work / WORK_OF_A_WAIT);
    const waitMs = Math.ceil(this.#options.patienceMs / WAITS);
    // biome-ignore format: in the groups of assembly/threads.ts
    const whole = share(
      control, Number(float64), Number(aTransposed), Number(bTransposed),
      c, a, b, n, k, m, scale, table, Number(byRows), size, waits, waitMs,
    );
    if (whole !== 0) return true;
    this.dismiss();
    return false;
  }

  /** Ends the others, for good. */
  dismiss(): void {
    if (this.#team !== undefined) dismiss(this.#team.workers);
    this.#team = undefined;
    this.#alone = true;
  }

  #start(): Team | undefined {
    const team = startTeam(this.#options);
    if (team === undefined) this.#alone = true;
    else unwanted.register(this, team.workers);
    return team;
  }
}

/** Multiply-adds, as they are weighed: one in float64 counts twice. */
export function workOf(multiplyAdds: number, float64: boolean): number {
  return multiplyAdds * (float64 ? 2 : 1);
}

/** In as many pieces as there are threads; in twice as many where that evens the end out cheaply. */
function pieceSize(length: number, step: number, threads: number): number {
  const pieces = length >= 2 * threads * BALANCED_LENGTH ? 2 * threads : threads;
  return Math.ceil(length / pieces / step) * step;
}
