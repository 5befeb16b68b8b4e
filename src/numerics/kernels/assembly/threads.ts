/*
 * One product of products.ts by several threads: each has an instance of this module on the same
 * shared memory, with a scratch of its own. C is cut into pieces, of whole rows or whole columns.
 * Every entry is summed by one thread as it always is, so the bits do not depend on who does what.
 *
 * The thread that wants the product describes it, says how many pieces there are, and claims pieces
 * like the others. So nobody waits for a thread that is late: only for pieces that are under way.
 *
 * `attend` is called by the others, `share` by the one that wants products: one product at a time.
 */
import { useScratch } from './blocks';
import { useTable } from './packing';
import { product } from './products';

/** Pieces that nobody has claimed. Idle threads sleep on this word: it has a cache line of its own. */
@inline const unclaimedAt: usize = 0;
/** Pieces that are not finished; the thread that wants the product sleeps on this word. */
@inline const unfinishedAt: usize = 64;
/** Whether the thread that wants the product has still to see its end. */
@inline const openAt: usize = 128;
/** Threads that attend. */
@inline const readyAt: usize = 192;
@inline const jobAt: usize = 256;

/** The size of the control block: what the threads of one memory share. It begins as zeros. */
export const controlBytes: i32 = 384;

/** A product, and how it is cut. Steps between entries are given in entries. */
@unmanaged
class Job {
  scale: f64;
  c: usize;
  a: usize;
  b: usize;
  /** The numbers that bytes of B stand for, or 0 when B holds numbers. */
  table: usize;
  n: i32;
  k: i32;
  m: i32;
  aRow: i32;
  aStep: i32;
  bRow: i32;
  bTransposed: bool;
  float64: bool;
  byRows: bool;
  /** Rows, or columns, of a piece. */
  size: i32;
}

/** How often an idle thread looks for work before it sleeps: for 0.1 ms, since waking takes half of that. */
@inline const looksForWork: i32 = 1 << 17;
/** How often one looks for the others' end before it sleeps. */
@inline const looksForEnd: i32 = 1 << 16;
/** How often one looks whether the other has seen the end: it sees it at once, if it has a core. */
@inline const looksForNotice: i32 = 1 << 12;

/** Works with the others for ever. */
export function attend(control: usize, scratch: usize): void {
  useScratch(scratch);
  atomic.add<i32>(control + readyAt, 1);
  for (;;) {
    lookForWork(control);
    atomic.wait<i32>(control + unclaimedAt, 0);
    if (work(control)) atomic.notify(control + unfinishedAt, 1);
  }
}

/** Looks for work for a while; not while the thread that would have it may be waiting for this core. */
function lookForWork(control: usize): void {
  for (let i = 0; i < looksForWork && atomic.load<i32>(control + unclaimedAt) == 0; i++) {
    if (i < looksForNotice || atomic.load<i32>(control + openAt) == 0) continue;
    if (i >= looksForEnd || atomic.load<i32>(control + unfinishedAt) == 0) return;
  }
}

/** Threads that attend. */
export function ready(control: usize): i32 {
  return atomic.load<i32>(control + readyAt);
}

/**
 * C = scale A B in pieces of `size` rows or columns, for numbers B, or bytes that stand for those of
 * `table`. A and B may be stored transposed. False when a piece does not come back, as from a
 * thread that was terminated: after so many waits that ran out. The control block is lost then.
 */
export function share(
  control: usize, float64: bool, aTransposed: bool, bTransposed: bool,
  c: usize, a: usize, b: usize, n: i32, k: i32, m: i32, scale: f64, table: usize,
  byRows: bool, size: i32, waits: i32, waitMs: i32,
): bool {
  const job = changetype<Job>(control + jobAt);
  job.scale = scale;
  job.c = c;
  job.a = a;
  job.b = b;
  job.table = table;
  job.n = n;
  job.k = k;
  job.m = m;
  job.aRow = aTransposed ? 1 : k;
  job.aStep = aTransposed ? n : 1;
  job.bRow = bTransposed ? k : m;
  job.bTransposed = bTransposed;
  job.float64 = float64;
  job.byRows = byRows;
  job.size = size;
  const pieces = ((byRows ? n : m) + size - 1) / size;
  atomic.store<i32>(control + openAt, 1);
  atomic.store<i32>(control + unfinishedAt, pieces);
  atomic.store<i32>(control + unclaimedAt, pieces);
  atomic.notify(control + unclaimedAt, pieces - 1);
  work(control);
  let left: i32, i = 0;
  while ((left = atomic.load<i32>(control + unfinishedAt)) != 0) {
    if (i++ < looksForEnd) continue;
    const end = atomic.wait<i32>(control + unfinishedAt, left, <i64>waitMs * 1000000);
    if (end == AtomicWaitResult.TIMED_OUT && --waits == 0) return false;
  }
  atomic.store<i32>(control + openAt, 0);
  return true;
}

/** Claims and computes pieces until there are none; whether the last one of all was among them. */
function work(control: usize): bool {
  const job = changetype<Job>(control + jobAt);
  let last = false;
  for (let piece = claim(control); piece >= 0; piece = claim(control)) {
    if (job.float64) compute<f64>(job, piece);
    else compute<f32>(job, piece);
    last = atomic.sub<i32>(control + unfinishedAt, 1) == 1;
  }
  return last;
}

/** The index of a piece that is now one's own, or -1. What is claimed keeps the job as it is. */
function claim(control: usize): i32 {
  let left = atomic.load<i32>(control + unclaimedAt);
  while (left != 0) {
    const seen = atomic.cmpxchg<i32>(control + unclaimedAt, left, left - 1);
    if (seen == left) return left - 1;
    left = seen;
  }
  return -1;
}

function compute<T>(job: Job, piece: i32): void {
  if (job.table == 0) {
    computeAs<T, T>(job, piece);
  } else {
    useTable(job.table);
    computeAs<T, u8>(job, piece);
  }
}

function computeAs<T, S>(job: Job, piece: i32): void {
  const i = job.byRows ? piece * job.size : 0;
  const j = job.byRows ? 0 : piece * job.size;
  const bCol = job.bTransposed ? job.bRow : 1;
  product<T, S>(
    job.c + (<usize>i * job.m + j) * sizeof<T>(), job.m,
    job.a + <usize>i * job.aRow * sizeof<T>(), job.aRow, job.aStep,
    job.b + <usize>j * bCol * sizeof<S>(), job.bRow, job.bTransposed,
    job.byRows ? min(job.size, job.n - i) : job.n, job.k, job.byRows ? job.m : min(job.size, job.m - j),
    <T>job.scale,
  );
}
