import { SHARE_ENV, Worker } from 'node:worker_threads';
import { kernelsModule } from '../instantiateKernels.js';
import { scratchBytes } from '../simdProducts.js';

/** What a team works in. */
export interface TeamOptions {
  /** A shared memory. */
  readonly memory: WebAssembly.Memory;
  /** Address of `scratchBytes` in it, for the thread that wants the products. */
  readonly scratch: number;
  /** Gives bytes in it that are zero and nobody else's, at a multiple of 64; undefined if there are none. */
  readonly reserve: (bytes: number) => number | undefined;
  /** How many there are, with the one that wants the products. */
  readonly threads: number;
}

/** The others of a memory, and the one's way to them. */
export interface Team extends SharingExports {
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

/** Starts them; undefined where no memory is left for them, or none may be started. */
export function startTeam({ memory, scratch, reserve, threads }: TeamOptions): Team | undefined {
  const module = kernelsModule();
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
export const unwanted = new FinalizationRegistry(dismiss);

/** Ends the workers. */
export function dismiss(workers: readonly Worker[]): void {
  for (const worker of workers) void worker.terminate();
}
