import { readFileSync } from 'node:fs';
import {
  type Activation,
  binaryCrossEntropy,
  matrix,
  type Network,
  type Parameters,
  parseActivation,
  zeros,
} from '../../src/index.js';

/** Rows of a matrix, as NumPy lists them. */
type Rows = number[][];

/** Two results that differ in a few places: hashes of both, and the values of NumPy there. */
export interface Compared {
  readonly exactSha256: string;
  readonly numpySha256: string;
  readonly places: readonly number[];
  readonly numpyValues: readonly number[];
}

export interface GoldenRandom {
  readonly seed: number;
  readonly rand: number[];
  readonly randn: number[];
  readonly permutation: number[];
  readonly permutationsInTurn: number[][];
  readonly interleaved: {
    readonly randn1: number;
    readonly rand: number;
    readonly permutation: number[];
    readonly randn2: number;
    readonly randn3: number;
  };
  readonly rand20000: string;
  readonly randn20000: Compared;
  readonly permutation70000: string;
}

export interface GoldenInitialization {
  readonly layerDims: number[];
  readonly seed: number;
  readonly scheme: 'scaled' | 'he' | 'xavier';
  readonly first: number[][];
  readonly last: number[][];
  readonly W: Compared[];
}

/** Lists of matrices begin with layer 1. */
export interface GoldenNetwork {
  readonly layerDims: number[];
  readonly hidden: string[];
  readonly learningRate: number;
  readonly X: Rows;
  readonly Y: Rows;
  readonly W: Rows[];
  readonly b: Rows[];
  readonly Z: Rows[];
  readonly A: Rows[];
  readonly AL: Rows;
  readonly cost: number;
  readonly dW: Rows[];
  readonly db: Rows[];
  readonly after1: { readonly W: Rows[]; readonly b: Rows[] };
  readonly after10: { readonly W: Rows[]; readonly b: Rows[] };
}

interface Goldens {
  readonly random: GoldenRandom[];
  readonly initialization: GoldenInitialization[];
  readonly networks: GoldenNetwork[];
  readonly costs: {
    readonly Z: Rows;
    readonly AL: Rows;
    readonly Y: Rows;
    readonly cost: number;
  }[];
  readonly functions: [z: number, sigmoid: number, tanh: number][];
  readonly logarithms: { readonly edges: [x: number, log: number][]; readonly uniforms: string };
  readonly data: {
    readonly standardize: {
      readonly train: Rows;
      readonly heldOut: Rows;
      readonly mean: number[];
      readonly deviation: number[];
      readonly trainX: Rows;
      readonly heldOutX: Rows;
    };
    readonly images: {
      readonly values: number[];
      readonly exampleShape: number[];
      readonly X: Rows;
      readonly shuffleSeed: number;
      readonly shuffledX: Rows;
    };
  };
}

/** What NumPy says; `model.py` beside this file wrote it. */
export const goldens: Goldens = JSON.parse(
  readFileSync(new URL('./model.json', import.meta.url), 'utf8'),
);

/** A line for the name of a test. */
export function nameOf({ layerDims, hidden, X }: GoldenNetwork): string {
  return `${layerDims.join('-')} ${hidden.join(', ') || 'without hidden layer'}, m = ${X[0].length}`;
}

/** Matrices by layer, as the package numbers them: index 0 is empty. */
export function byLayer(list: readonly Rows[]): ReturnType<typeof matrix>[] {
  return [zeros(0, 0), ...list.map((rows) => matrix(rows))];
}

export function parametersOf({ W, b }: { readonly W: Rows[]; readonly b: Rows[] }): Parameters {
  return { W: byLayer(W), b: byLayer(b) };
}

export function networkOf(golden: GoldenNetwork): Network {
  const activations: Activation[] = ['identity', ...golden.hidden, 'sigmoid'].map(parseActivation);
  return {
    layerDims: golden.layerDims,
    activations,
    loss: binaryCrossEntropy,
    parameters: parametersOf(golden),
  };
}
