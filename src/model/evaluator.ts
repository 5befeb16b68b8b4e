import { type Arena, arenaOf } from '../numerics/arena.js';
import type { Matrix } from '../numerics/matrix.js';
import { allocateForward, type ForwardBuffers, modelForwardInto } from './forward.js';
import { accuracy } from './metrics.js';
import type { Network } from './network.js';

/**
 * The accuracy of network after network on one data set: `evaluate` with buffers that are made once, and
 * with the examples brought, once, to where the network computes.
 *
 * Shapes: X (n_0 x m), Y (n_L x m).
 * @throws {ShapeError} at the use, when X has not n_0 rows, or Y not the shape of the output
 * @example
 * createEvaluator({ X: matrix([[1], [2]]), Y: matrix([[1]]) })(createNetwork([2, 1], { scheme: allZeros })) // => 1
 */
export function createEvaluator({
  X,
  Y,
}: {
  readonly X: Matrix;
  readonly Y: Matrix;
}): (network: Network) => number {
  let prepared: Prepared | undefined;
  return (network) => {
    const { W } = network.parameters;
    const neighbour = W[W.length - 1];
    const arena = arenaOf(neighbour);
    if (prepared === undefined || prepared.arena !== arena || !fits(prepared, network)) {
      prepared = {
        arena,
        layerDims: network.layerDims,
        X: arena?.share(X) ?? X,
        buffers: buffersIn(arena, network, X.cols),
      };
    }
    return accuracy(modelForwardInto(prepared.buffers, network, prepared.X).AL, Y);
  };
}

interface Prepared {
  readonly arena: Arena | undefined;
  readonly layerDims: readonly number[];
  readonly X: Matrix;
  readonly buffers: ForwardBuffers;
}

/** Made once for each arena and shape: an arena gives nothing back, and evaluators come and go. */
function buffersIn(arena: Arena | undefined, network: Network, m: number): ForwardBuffers {
  if (arena === undefined) return allocateForward(network, m);
  const ofArena = known.get(arena) ?? new Map<string, ForwardBuffers>();
  known.set(arena, ofArena);
  const shape = [...network.layerDims, m].join();
  const buffers = ofArena.get(shape) ?? allocateForward(network, m, arena.zeros);
  ofArena.set(shape, buffers);
  return buffers;
}

const known = new WeakMap<Arena, Map<string, ForwardBuffers>>();

function fits({ layerDims }: Prepared, network: Network): boolean {
  return (
    layerDims.length === network.layerDims.length &&
    layerDims.every((units, l) => units === network.layerDims[l])
  );
}
