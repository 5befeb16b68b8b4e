import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Network } from '../src/index.js';

/** What the peers train: the same examples, first weights and batches as ours. */
export interface JobFiles {
  readonly network: Network;
  /** Pixels as bytes, one example after another; every peer divides them by 255. */
  readonly examples: Uint8Array;
  /** 0 or 1 for each output, one example after another. */
  readonly labels: Uint8Array;
  readonly learningRate: number;
  /** 0 is plain gradient descent. */
  readonly momentum: number;
  /** The examples of each iteration; without them every iteration takes all. */
  readonly batches?: readonly Uint32Array[];
}

/**
 * Writes a job where its peers read it:
 *
 *   job.json      {layerDims, learningRate, momentum, batchSize}, the last null for all examples
 *   examples.u8   (m x n)
 *   labels.u8     (m x n_L)
 *   weights.f64   W[1], ..., W[L], each (n_l x n_{l-1}), row by row; biases begin at zero
 *   batches.u32   (iterations x batchSize), where there are batches
 */
export async function writeJob(
  folder: string,
  { network, examples, labels, learningRate, momentum, batches }: JobFiles,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const write = (name: string, data: string | Uint8Array) => writeFile(join(folder, name), data);
  const batchSize = batches?.[0].length ?? null;
  const { layerDims, parameters } = network;
  await write('job.json', JSON.stringify({ layerDims, learningRate, momentum, batchSize }));
  await write('examples.u8', examples);
  await write('labels.u8', labels);
  await write('weights.f64', bytesOf(parameters.W.map(({ values }) => Float64Array.from(values))));
  if (batches) await write('batches.u32', bytesOf(batches));
}

function bytesOf(parts: readonly (Float64Array | Uint32Array)[]): Uint8Array {
  return Buffer.concat(
    parts.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  );
}
